using Google.Protobuf;
using ModelServing.Inference.Errors;
using ModelServing.Inference.Protos;
using ModelServing.Inference.Records;
using ModelServing.ModelServer.Servables;

namespace ModelServing.ModelServer.Warmup;

/// <summary>The requests that a version folder brings along for its warm-up.</summary>
internal static class WarmupFile
{
    private const int MaxRecords = 1000;

    public static string PathIn(string folder) => Path.Combine(folder, "assets.extra", "tf_serving_warmup_requests");

    /// <summary>Runs every request of the file; the first that fails ends the warm-up. An empty file has none.</summary>
    public static ServingError? Run(string path, IModel model, WarmupOptions options, out int records)
    {
        using var stream = File.OpenRead(path);
        return Run(stream, path, model, options, out records);
    }

    /// <inheritdoc cref="Run(string, IModel, WarmupOptions, out int)"/>
    public static ServingError? Run(Stream stream, string path, IModel model, WarmupOptions options, out int records)
    {
        records = 0;
        var requests = new WarmupRequests(model, options.Methods);
        var reader = new RecordReader(stream);
        while (true)
        {
            if (reader.Read(out var record) is { } broken)
            {
                return broken with { Message = broken.Message + ". Please verify your warmup data is in TFRecord format." };
            }

            if (record is null)
            {
                return null;
            }

            if (++records > MaxRecords)
            {
                return ServingError.Invalid($"Number of warmup records exceeds the maximum ({MaxRecords}) at {path}");
            }

            if (Run(record, path, requests, options.Iterations) is { } error)
            {
                return error;
            }
        }
    }

    private static ServingError? Run(byte[] record, string path, WarmupRequests requests, int iterations)
    {
        PredictionLog log;
        try
        {
            log = PredictionLog.Parser.ParseFrom(record);
        }
        catch (Exception exception) when (exception is InvalidProtocolBufferException or InvalidOperationException)
        {
            // The second kind is what the library throws where a wrapped number is cut off.
            return ServingError.Invalid($"Failed to parse warmup record: {Printable(record)} from {path}");
        }

        for (var i = 0; i < iterations; i++)
        {
            if (requests.Run(log) is { } error)
            {
                return error;
            }
        }

        return null;
    }

    /// <summary>The beginning of a record, for a message: a record may be as long as it likes.</summary>
    private static string Printable(byte[] record) =>
        string.Concat(record.Take(64).Select(code => char.IsAsciiLetterOrDigit((char)code) || char.IsPunctuation((char)code) ? ((char)code).ToString() : $"\\x{code:x2}"));
}
