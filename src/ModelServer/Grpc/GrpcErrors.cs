using System.Buffers;
using System.Globalization;
using System.Text;
using Google.Protobuf;
using Grpc.Core;
using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Grpc;

/// <summary>The one place where a refusal becomes a gRPC status.</summary>
internal static class GrpcErrors
{
    private const int MaxMessage = 1024;

    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).Where(c => c != '%')]);

    public static RpcException Exception(ServingError error) => new(new Status((StatusCode)error.Code, Cut(error.Message)));

    /// <summary>Reads a message, or refuses what is not the one that the method takes. gRPC's own servers, too, call that internal.</summary>
    public static T Read<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw Exception(new ServingError(ErrorCode.Internal, $"The message is not a valid {typeof(T).Name}: {exception.Message}"));
        }
    }

    /// <summary>Writes the headers of an answer that is nothing but an error.</summary>
    public static void Write(ServingError error, IHeaderDictionary headers)
    {
        headers["grpc-status"] = ((int)error.Code).ToString(CultureInfo.InvariantCulture);
        headers["grpc-message"] = PercentEncode(Cut(error.Message));
    }

    private static string PercentEncode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(text))
        {
            _ = Plain.Contains((char)unit) ? encoded.Append((char)unit) : encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return encoded.ToString();
    }

    private static string Cut(string message) => Encoding.UTF8.GetByteCount(message) <= MaxMessage
        ? message
        : $"{Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message).AsSpan(0, MaxMessage))}...TRUNCATED";
}
