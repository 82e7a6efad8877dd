namespace ModelServing.ModelServer.Serving;

/// <summary>What signatures say they are for, and what tasks of a multi-inference ask for.</summary>
internal static class MethodNames
{
    public const string Predict = "tensorflow/serving/predict";
    public const string Classify = "tensorflow/serving/classify";
    public const string Regress = "tensorflow/serving/regress";
}
