using Microsoft.Extensions.AI;

namespace ModelServing.BenchmarkWorker.Tests.Advice;

/// <summary>A language model that says what a test wrote, and keeps what it was asked.</summary>
internal sealed class ScriptedChat(Func<CancellationToken, Task<string>> answer) : IChatClient
{
    public string Asked { get; private set; } = "";

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked = string.Join('\n', messages.Select(message => message.Text));
        return new(new ChatMessage(ChatRole.Assistant, await answer(cancellationToken)));
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("narrations are not streamed");

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
