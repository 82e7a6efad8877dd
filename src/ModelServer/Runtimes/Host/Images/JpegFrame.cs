namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The size of a JPEG, and its colours.</summary>
internal sealed class JpegFrame(int width, int height, bool isProgressive, IReadOnlyList<JpegComponent> components)
{
    public int Width => width;

    public int Height => height;

    public bool IsProgressive => isProgressive;

    public IReadOnlyList<JpegComponent> Components => components;

    public int MaxAcross { get; } = components.Max(component => component.Across);

    public int MaxDown { get; } = components.Max(component => component.Down);

    public int UnitsAcross => JpegComponent.Ceiling(width, MaxAcross * 8);

    public int UnitsDown => JpegComponent.Ceiling(height, MaxDown * 8);

    /// <summary>Makes room for the samples.</summary>
    public void Allocate(JpegOptions options)
    {
        foreach (var component in components)
        {
            component.Size(this, options);
        }
    }
}
