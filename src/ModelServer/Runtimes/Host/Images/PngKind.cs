namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>What the samples of a PNG mean, by its own numbers.</summary>
internal enum PngKind
{
    Grey = 0,
    Colour = 2,
    Palette = 3,
    GreyAlpha = 4,
    ColourAlpha = 6,
}
