namespace ModelServing.ControlPlane.Api.PortForwarding;

/// <summary>Writes frames to a connection whole, one after the other, whoever writes them.</summary>
internal sealed class FrameWriter(Stream transport) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);

    public async Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await transport.WriteAsync(frame, cancellationToken);
            await transport.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose() => _writing.Dispose();
}
