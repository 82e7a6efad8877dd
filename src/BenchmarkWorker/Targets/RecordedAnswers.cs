using System.Text;
using ModelServing.BenchmarkWorker.Clients;
using ModelServing.BenchmarkWorker.Clients.Answers;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Golden answers that a user recorded: JSON bodies of any protocol, one a line, to the first payloads.</summary>
internal static class RecordedAnswers
{
    /// <summary>Gives what answers must agree with, if anything; the second value is the one line that says why the file cannot be read.</summary>
    public static async Task<(GoldenAnswers? Golden, string? Problem)> ReadAsync(ClientSettings settings, CancellationToken cancellationToken)
    {
        var golden = new GoldenAnswers(settings.Tolerance);
        if (settings.GoldenFile is not { } file)
        {
            return (settings.CompareOutputs ? golden : null, null);
        }

        try
        {
            var lines = await File.ReadAllLinesAsync(file, cancellationToken);
            foreach (var (number, line) in lines.Where(line => !string.IsNullOrWhiteSpace(line)).Take(GoldenAnswers.Samples).Index())
            {
                if (AnswerReader.Read(WireProtocol.Raw, Encoding.UTF8.GetBytes(line), null) is not { } outputs)
                {
                    return (null, $"line {number + 1} of {file} is not an answer in JSON");
                }

                golden.Record(number, file, outputs);
            }

            return (golden, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"cannot read {file}: {exception.Message}");
        }
    }
}
