namespace ModelServing.Testing.Digits;

/// <summary>One 8×8 grey image, 64 pixels of 0..16 row by row, and the digit it shows.</summary>
public sealed record DigitImage(float[] Pixels, int Label);
