using System.Text;
using Grpc.Core;
using Grpc.Net.Client;

namespace ModelServing.BenchmarkWorker.Clients;

/// <summary>Channels over connections of ours.</summary>
internal static class GrpcChannels
{
    private const int MaximumMessage = 64 << 20;

    /// <param name="url">Any URL of the server: a channel needs its authority.</param>
    /// <param name="handler">Its connections, which the channel does not own.</param>
    /// <param name="host">The <c>:authority</c> to send instead of the URL's.</param>
    public static GrpcChannel Create(Uri url, HttpMessageHandler handler, string? host) => GrpcChannel.ForAddress(url.GetLeftPart(UriPartial.Authority), new()
    {
        HttpHandler = new PlainHandler(host, handler),
        DisposeHttpClient = false,
        MaxReceiveMessageSize = MaximumMessage,
        MaxSendMessageSize = null,
        ThrowOperationCanceledOnCancellation = true,
    });

    public static Metadata Metadata(ClientSettings settings)
    {
        var metadata = new Metadata();
        foreach (var (name, value) in settings.Headers.Where(header => !header.Name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)))
        {
            metadata.Add(name.EndsWith(Grpc.Core.Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase) ? new(name, Encoding.UTF8.GetBytes(value)) : new Metadata.Entry(name, value));
        }

        return metadata;
    }

    /// <summary>Hides what kind of handler it sends with: a channel that knows it makes connections itself, and holds calls back for a while after one was refused.</summary>
    private sealed class PlainHandler(string? host, HttpMessageHandler inner) : HttpMessageHandler
    {
        private readonly HttpMessageInvoker _invoker = new(inner, disposeHandler: false);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.Headers.Host = host;
            return _invoker.SendAsync(request, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            _invoker.Dispose();
            base.Dispose(disposing);
        }
    }
}
