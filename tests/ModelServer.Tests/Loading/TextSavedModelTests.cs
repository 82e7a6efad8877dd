using ModelServing.Inference.Errors;
using ModelServing.Inference.Tensors;
using ModelServing.ModelServer.Loading;
using Xunit;

namespace ModelServing.ModelServer.Tests.Loading;

/// <summary>SavedModels as text: <c>saved_model.pbtxt</c> where there is no <c>saved_model.pb</c>.</summary>
public sealed class TextSavedModelTests : IDisposable
{
    /// <summary>y = x·[0.5, 2] + 3; the constants are in both notations, and some members mean nothing here.</summary>
    private const string Model = """
        saved_model_schema_version: 1
        meta_graphs {
          meta_info_def {
            stripped_op_list { op { name: "Const" output_arg { name: "output" type_attr: "dtype" } is_stateful: false } }
            any_info { [type.googleapis.com/some.Message] { a: [1, 2] } }
            tags: "serve"
            tensorflow_version: "1.15.0"
          }
          graph_def {
            node { name: "x" op: "Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } attr { key: "shape" value { shape { dim { size: -1 } dim { size: 2 } } } } }
            node {
              name: "scale"
              op: "Const"
              attr { key: "dtype" value { type: DT_FLOAT } }
              attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { dim { size: 2 } } tensor_content: "\000\000\000?\000\000\000@" } } }
            }
            node { name: "three" op: "Const" attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { } float_val: 3.0 } } } }
            node { name: "product" op: "Mul" input: "x" input: "scale" attr { key: "T" value { type: DT_FLOAT } } }
            node { name: "y" op: "Add" input: "product" input: "three" attr { key: "T" value { type: DT_FLOAT } } }
            versions { producer: 134 unheard_of: -1.5e3 }
          }
          signature_def {
            key: "serving_default"
            value {
              inputs { key: "x" value { name: "x:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: 2 } } } }
              outputs { key: "y" value { name: "y:0" dtype: DT_FLOAT tensor_shape { dim { size: -1 } dim { size: 2 } } } }
              method_name: "tensorflow/serving/predict"
            }
          }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pbtxt-");

    private string SavedModelPath => Path.Combine(_folder.FullName, "saved_model.pbtxt");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_TextForm_Runs()
    {
        File.WriteAllText(SavedModelPath, Model);
        using var model = Models.Load(_folder.FullName);

        var y = model.Run("serving_default", new Dictionary<string, Tensor> { ["x"] = Tensor.Create([1, 2], 4f, 5f) }, null)["y"];

        Assert.Equal([1, 2], y.Shape.ToArray());
        Assert.Equal([5f, 13f], y.AsSpan<float>().ToArray());
        Assert.Equal("tensorflow/serving/predict", model.Signatures["serving_default"].MethodName);
    }

    [Fact]
    public void Load_BrokenText_SaysWhere()
    {
        File.WriteAllText(SavedModelPath, Model.Replace("op: \"Mul\"", "op: Mul", StringComparison.Ordinal));

        Assert.False(Models.Loader.TryLoad(_folder.FullName, new LoadOptions(), out _, out var error));

        Assert.Equal(
            new LoadError(ErrorCode.DataLoss, $"Can't parse {SavedModelPath} as text proto: 18:32: \"op\" needs a value of type string, not Mul"), error);
    }

    [Fact]
    public void Load_BothForms_PrefersTheBinaryOne()
    {
        File.WriteAllText(SavedModelPath, Model);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "saved_model.pb"), []);

        Assert.False(Models.Loader.TryLoad(_folder.FullName, new LoadOptions(), out _, out var error));

        Assert.StartsWith("Could not find meta graph def matching supplied tags", error.Message, StringComparison.Ordinal);
    }
}
