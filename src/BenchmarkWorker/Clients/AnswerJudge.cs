using System.Text;
using ModelServing.BenchmarkWorker.Clients.Answers;
using ModelServing.BenchmarkWorker.Load;
using ModelServing.BenchmarkWorker.Targets;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>
/// Tells an answer from a body that merely came with a good status. Every answer is looked at, large ones one in sixteen; one in sixteen, and every
/// answer that has a golden one to agree with, is read whole and held against the model's own description.
/// </summary>
internal sealed class AnswerJudge(PreparedTarget target)
{
    private const int AlwaysCheckedBody = 64 << 10;
    private const int CheckEvery = 16;

    /// <summary>Where every payload has a golden answer, some are compared: the number shares no factor with that of the payloads.</summary>
    private const int CompareEvery = 17;

    public Failure? Judge(ReadOnlyMemory<byte> body, int? jsonLength, long number)
    {
        var payload = (int)(number % target.Payloads.Length);
        var isGolden = target.Golden is not null && payload < GoldenAnswers.Samples
            && (number < target.Payloads.Length || target.Payloads.Length > 4 * GoldenAnswers.Samples || number % CompareEvery == 0);
        if (isGolden || number % CheckEvery == 0)
        {
            return JudgeWhole(body, jsonLength, payload, isGolden);
        }

        if (body.Length > AlwaysCheckedBody || target.Protocol == WireProtocol.Raw)
        {
            return null;
        }

        return !target.Protocol.IsJson() ? JudgeWhole(body, jsonLength, payload, isGolden: false)
            : ResponseCheck.IsAnswer(body.Span, target.Protocol, target.Payloads[payload].Instances) ? null
            : Invalid(body, payload);
    }

    public static string Excerpt(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 200)]).ReplaceLineEndings(" ");
        return string.Concat(text.Select(c => char.IsControl(c) ? '.' : c));
    }

    private Failure? JudgeWhole(ReadOnlyMemory<byte> body, int? jsonLength, int payload, bool isGolden)
    {
        var (instances, inputs) = (target.Payloads[payload].Instances, target.Payloads[payload].Inputs);
        if (AnswerReader.Read(target.Protocol, body, jsonLength) is not { } outputs)
        {
            return target.Protocol == WireProtocol.Raw ? null : Invalid(body, payload);
        }

        if (target.Protocol.IsJson() && !ResponseCheck.IsAnswer(body.Span, target.Protocol, instances))
        {
            return Invalid(body, payload);
        }

        if (AnswerCheck.Problem(outputs, target.Outputs, instances) is { } problem)
        {
            return new(FailureKind.BodyInvalid, problem);
        }

        return isGolden && target.Golden?.Compare(target.Target.Name, payload, inputs, outputs) is { } difference ? new(FailureKind.WrongOutput, difference) : null;
    }

    private Failure Invalid(ReadOnlyMemory<byte> body, int payload) =>
        new(FailureKind.BodyInvalid, $"not an answer for {target.Payloads[payload].Instances} instances: {Excerpt(body.Span)}");
}
