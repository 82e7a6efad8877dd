using Google.Protobuf;
using ModelServing.BenchmarkWorker.Clients.Encoders;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Records;
using ModelServing.Inference.Tensors;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>TensorFlow Serving's request logs and warm-up files: records of <c>PredictionLog</c>, of which predict requests can be sent again.</summary>
internal static class RequestLog
{
    /// <summary>Tells a file of records by the checksums of its first.</summary>
    public static bool Is(byte[] file) => new RecordReader(new MemoryStream(file)).Read(out var first) is null && first is not null;

    /// <summary>Reads all requests; the second value is the one line that names the first record that is none.</summary>
    public static (IReadOnlyList<PredictInputs>? Requests, string? Problem) Read(byte[] file)
    {
        List<PredictInputs> requests = [];
        var reader = new RecordReader(new MemoryStream(file));
        while (true)
        {
            if (reader.Read(out var record) is { } error)
            {
                return (null, error.Message);
            }

            if (record is null)
            {
                return (requests, null);
            }

            if (Decode(record) is not { } request)
            {
                return (null, $"record {requests.Count + 1} is no predict request");
            }

            requests.Add(request);
        }
    }

    private static PredictInputs? Decode(byte[] record)
    {
        try
        {
            if (PredictionLog.Parser.ParseFrom(record).PredictLog?.Request is not { Inputs.Count: > 0 } request)
            {
                return null;
            }

            List<NamedTensor> tensors = [];
            foreach (var (name, proto) in request.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal))
            {
                if (!TensorProtoCodec.TryDecode(proto, out var tensor))
                {
                    return null;
                }

                tensors.Add(new(name, tensor));
            }

            var signature = request.ModelSpec?.SignatureName;
            return new("", string.IsNullOrEmpty(signature) ? null : SignatureReader.NameOf(signature), tensors);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException)
        {
            return null; // the second kind is what the library throws where a wrapped number is cut off
        }
    }
}
