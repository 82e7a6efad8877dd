using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using ModelServing.Inference.Errors;

namespace ModelServing.ModelServer.Grpc;

/// <summary>
/// Answers a call to <c>Predict</c> without routing and the library's call objects, which cost a tenth of a small model's run. Only for the plain case: the
/// message is there, whole and not compressed, and nobody traces the call. All others are the library's, and so is everything that is wrong with them.
/// </summary>
internal sealed class DirectPredict(PredictEndpoint endpoint)
{
    private const string ContentType = "application/grpc";
    private const int PrefixLength = 5;

    /// <summary>Answers a call; null if it is the library's.</summary>
    public Task? TryAnswer(HttpContext context) =>
        IsPlain(context.Request, out var timeout) && TryRead(context.Request.BodyReader, out var call)
            ? AnswerAsync(context.Response, call, timeout)
            : null;

    private static bool IsPlain(HttpRequest request, out TimeSpan timeout)
    {
        timeout = Timeout.InfiniteTimeSpan;
        var headers = request.Headers;
        return request.Path.Value == PredictMethod.Path
            && HttpMethods.IsPost(request.Method)
            && Activity.Current is null
            && headers.ContentType is [ContentType]
            && !headers.ContainsKey("grpc-encoding")
            && (headers["grpc-timeout"] is not { Count: > 0 } given || (given is [{ } text] && GrpcTimeout.TryParse(text, out timeout)));
    }

    /// <summary>Takes the message if all of it is there. If not, nothing is taken.</summary>
    private static bool TryRead(PipeReader body, [NotNullWhen(true)] out PredictCall? call)
    {
        call = null;
        if (!body.TryRead(out var read))
        {
            return false;
        }

        var isRead = read.IsCompleted && TryMessage(read.Buffer, out var message) && PredictCallReader.TryRead(message, out call);
        body.AdvanceTo(isRead ? read.Buffer.End : read.Buffer.Start);
        return isRead;
    }

    private static bool TryMessage(ReadOnlySequence<byte> body, out ReadOnlySequence<byte> message)
    {
        message = default;
        if (body.Length < PrefixLength)
        {
            return false;
        }

        Span<byte> prefix = stackalloc byte[PrefixLength];
        body.Slice(0, PrefixLength).CopyTo(prefix);
        message = body.Slice(PrefixLength);
        return prefix[0] == 0 && message.Length == BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
    }

    private async Task AnswerAsync(HttpResponse response, PredictCall call, TimeSpan timeout)
    {
        ServingError error;
        try
        {
            var result = await endpoint.PredictAsync(call, timeout);
            if (result.Value is { } answer)
            {
                Write(response, answer);
                return;
            }

            error = result.Refusal;
        }
        catch (Exception exception) when (!response.HasStarted)
        {
            error = new ServingError(ErrorCode.Internal, exception.Message);
        }

        response.ContentType = ContentType;
        response.ContentLength = 0;
        GrpcErrors.Write(error, response.Headers);
    }

    private static void Write(HttpResponse response, PredictAnswer answer)
    {
        var message = new PredictAnswerMessage(answer);
        response.ContentType = ContentType;
        var output = response.BodyWriter;
        var prefix = output.GetSpan(PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], message.Length);
        output.Advance(PrefixLength);
        message.Write(output);
        response.AppendTrailer("grpc-status", "0");
    }
}
