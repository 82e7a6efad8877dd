using System.Buffers;
using ModelServing.Inference.Json;
using ModelServing.Inference.Protos;

namespace ModelServing.Inference.Rest;

/// <summary>TensorFlow Serving's classify and regress answers, byte for byte.</summary>
public static class ExamplesAnswer
{
    /// <summary>Writes a list of <c>[label, score]</c> for each example.</summary>
    public static void Write(IBufferWriter<byte> output, ClassificationResult result)
    {
        var writer = Start(output);
        foreach (var example in result.Classifications)
        {
            writer.StartArray();
            foreach (var entry in example.Classes)
            {
                writer.StartArray();
                writer.Name(entry.Label);
                writer.BeforeValue();
                NumberText.WriteResult(output, entry.Score);
                writer.EndArray();
            }

            writer.EndArray();
        }

        writer.SingleLineArrays = false;
        writer.EndArray();
        writer.EndObject();
    }

    /// <summary>Writes one number for each example.</summary>
    public static void Write(IBufferWriter<byte> output, RegressionResult result)
    {
        var writer = Start(output);
        foreach (var example in result.Regressions)
        {
            writer.BeforeValue();
            NumberText.WriteResult(output, example.Value);
        }

        writer.EndArray();
        writer.EndObject();
    }

    private static PrettyWriter Start(IBufferWriter<byte> output)
    {
        var writer = new PrettyWriter(output);
        writer.StartObject();
        writer.String("results"u8);
        writer.SingleLineArrays = true;
        writer.StartArray();
        return writer;
    }
}
