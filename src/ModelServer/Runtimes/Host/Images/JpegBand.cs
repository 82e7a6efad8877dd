namespace ModelServing.ModelServer.Runtimes.Host.Images;

/// <summary>The coefficients that a progressive scan has, and their bits: those above <c>High</c> are known, those down to <c>Low</c> come.</summary>
internal readonly record struct JpegBand(int First, int Last, int High, int Low);
