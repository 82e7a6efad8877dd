using ModelServing.Inference.Protos;
using ModelServing.Inference.TextFormat;
using Xunit;

namespace ModelServing.Inference.Tests.TextFormat;

public sealed class TextFormatPrinterTests
{
    /// <summary>What protoc prints of the same message.</summary>
    private const string Signature = """
        inputs {
          key: ""
          value {
          }
        }
        inputs {
          key: "Z"
          value {
            name: "z:0"
            dtype: DT_STRING
            tensor_shape {
              unknown_rank: true
            }
          }
        }
        inputs {
          key: "x"
          value {
            name: "x:0"
            dtype: DT_FLOAT
            tensor_shape {
              dim {
                size: -1
              }
              dim {
                size: 3
                name: "w\"\n\303\251"
              }
            }
          }
        }
        outputs {
          key: "y"
          value {
            coo_sparse {
              values_tensor_name: "v:0"
            }
          }
        }
        method_name: "tensorflow/serving/predict"
        defaults {
          key: "x"
          value {
            dtype: DT_FLOAT
            tensor_shape {
            }
            tensor_content: "\000\001\177\'\t"
            float_val: 1.5
            float_val: -0
            float_val: 1e+20
            float_val: 0.1
            float_val: 1e-07
            float_val: inf
            double_val: 0.1
            double_val: 1e+100
            double_val: 123456789012
            int64_val: -5
            bool_val: true
          }
        }

        """;

    [Fact]
    public void Print_Signature_IsAsProtocWritesIt()
    {
        Assert.True(TextFormatParser.TryParse<SignatureDef>(Signature, out var message, out var error), error);

        Assert.Equal(Signature, TextFormatPrinter.Print(message));
    }

    [Fact]
    public void Print_MessageWithoutFields_IsEmpty() => Assert.Equal(string.Empty, TextFormatPrinter.Print(new SignatureDef()));

    [Theory]
    [InlineData(9_000_000f, "9e+06")]
    [InlineData(1234567f, "1234567")]
    [InlineData(1 / 3f, "0.333333343")]
    [InlineData(float.NaN, "nan")]
    [InlineData(float.NegativeInfinity, "-inf")]
    public void Print_Numbers_AreAsShortAsTheyCanBe(float value, string expected) =>
        Assert.Equal($"float_val: {expected}\n", TextFormatPrinter.Print(new TensorProto { FloatVal = { value } }));

    /// <summary>A number that the enumeration does not name stays one.</summary>
    [Fact]
    public void Print_UnknownEnumeration_IsANumber() => Assert.Equal("dtype: 4711\n", TextFormatPrinter.Print(new TensorProto { Dtype = (DataType)4711 }));
}
