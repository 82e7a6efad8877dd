using System.Diagnostics;
using System.Globalization;
using System.Text;
using ModelServing.Benchmarks.Reports;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Rest;
using ModelServing.Inference.Tensors;
using ModelServing.Testing.Digits;
using DataType = ModelServing.Inference.Protos.DataType;

namespace ModelServing.Benchmarks.Scenarios;

/// <summary>Reads a predict request from text to tensor on one thread.</summary>
internal static class JsonScenario
{
    private const int Rows = 100;
    private const int Columns = 1000;

    public static Task RunAsync()
    {
        var definition = new SignatureDef();
        definition.Inputs.Add("x", new TensorInfo { Name = "x:0", Dtype = DataType.DtFloat });
        var signature = new TensorSignature("serving_default", definition);
        Measure("6 digits after the point (0.123456)", Text("F6"), signature, new Goal(200, 400));
        Measure("shortest float (0.12345679)", Text("R"), signature, null);
        Measure("1 digit (0.5)", Text("F1"), signature, null);
        Measure("integers (17)", Text("F0"), signature, null);
        return Task.CompletedTask;
    }

    private static void Measure(string name, byte[] text, TensorSignature signature, Goal? goal)
    {
        List<double> rates = [];
        for (var round = 0; round < 12; round++)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < 20; i++)
            {
                Read(text, signature);
            }

            rates.Add(20 * text.Length / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e6);
        }

        Report.Figure($"{name}, {text.Length / 1000} kB", Report.Median(rates.Skip(4)), "MB/s", goal);
    }

    private static void Read(byte[] text, TensorSignature signature)
    {
        if (!PredictBody.TryParse(text, out var body, out var error))
        {
            throw new InvalidOperationException(error.Message);
        }

        using (body)
        {
            if (!body.TryReadInputs(signature, out _, out var inputs, out error) || inputs["x"].ElementCount != Rows * Columns)
            {
                throw new InvalidOperationException(error?.Message);
            }
        }
    }

    private static byte[] Text(string format)
    {
        var random = new DeterministicRandom(7);
        var text = new StringBuilder("{\"instances\":[");
        for (var row = 0; row < Rows; row++)
        {
            text.Append(row == 0 ? "[" : ",[");
            for (var column = 0; column < Columns; column++)
            {
                text.Append(column == 0 ? "" : ",").Append(((float)random.NextSigned() * (format == "F0" ? 100 : 1)).ToString(format, CultureInfo.InvariantCulture));
            }

            text.Append(']');
        }

        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
