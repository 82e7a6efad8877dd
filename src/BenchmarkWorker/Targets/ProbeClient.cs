using System.Net;
using ModelServing.BenchmarkWorker.Clients;

namespace ModelServing.BenchmarkWorker.Targets;

/// <summary>Asks an endpoint about itself before the load starts.</summary>
internal sealed class ProbeClient : IDisposable
{
    private const int MaximumMetadata = 8 << 20;
    private readonly HttpClient _http;

    private readonly ClientSettings _settings;

    public ProbeClient(TimeSpan timeout, ClientSettings settings)
    {
        _settings = settings;
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        Certificates.Apply(handler, settings);
        _http = new(handler)
        {
            Timeout = timeout,
            MaxResponseContentBufferSize = MaximumMetadata,
        };
    }

    /// <summary>Gets the body of a URL; transport failures come back as status 0 with the reason.</summary>
    public async Task<ProbeAnswer> GetAsync(Uri url, string? host, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Host = host;
        if (_settings.Http2)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        foreach (var (name, value) in _settings.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return new(url, (int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), null);
        }
        catch (HttpRequestException exception)
        {
            return new(url, 0, [], $"cannot reach {url.GetLeftPart(UriPartial.Authority)}: {(exception.InnerException ?? exception).Message}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(url, 0, [], $"{url} did not answer within {_http.Timeout.TotalSeconds:0.###} s");
        }
    }

    public void Dispose() => _http.Dispose();
}

internal sealed record ProbeAnswer(Uri Url, int Status, byte[] Body, string? Failure)
{
    public bool IsOk => Status == (int)HttpStatusCode.OK;

    public string Describe() => Failure ?? $"GET {Url} answered HTTP {Status}: {System.Text.Encoding.UTF8.GetString(Body, 0, Math.Min(Body.Length, 160)).ReplaceLineEndings(" ")}";
}
