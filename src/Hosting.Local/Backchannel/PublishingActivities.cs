using System.Threading.Channels;

namespace Aspire.Hosting.Backchannel;

/// <summary>What publishing is doing, for the command line that started it.</summary>
internal sealed class PublishingActivities
{
    private readonly Channel<JsonObject> _changes = Channel.CreateUnbounded<JsonObject>();

    public ChannelReader<JsonObject> Changes => _changes.Reader;

    public string Begin(string text)
    {
        var id = Guid.NewGuid().ToString("N");
        Write("step", id, text, "InProgress", null);
        return id;
    }

    public void End(string id, bool succeeded, string message) => Write("step", id, message, succeeded ? "Completed" : "CompletedWithError", message);

    public void Complete(bool succeeded)
    {
        Write("publish-complete", "publish-complete", succeeded ? "Published" : "Publishing failed", succeeded ? "Completed" : "CompletedWithError", null);
        _changes.Writer.Complete();
    }

    private void Write(string type, string id, string text, string state, string? message) => _changes.Writer.TryWrite(new JsonObject
    {
        ["Type"] = type,
        ["Data"] = new JsonObject { ["Id"] = id, ["StatusText"] = text, ["CompletionState"] = state, ["CompletionMessage"] = message },
    });
}
