using ModelServing.BenchmarkWorker.Analysis;

namespace ModelServing.BenchmarkWorker.Search;

/// <summary>Finds the highest rate that passes: doubles until one fails, halves the gap on a logarithmic scale, and repeats the rate found, which luck may have passed.</summary>
/// <param name="measure">Tries a rate: its number, the rate, and whether it is to be confirmed.</param>
internal sealed class SaturationSearch(Func<int, double, bool, CancellationToken, Task<SaturationStep>> measure)
{
    private const int MaximumSteps = 60;
    private readonly List<SaturationStep> _steps = [];
    private double? _passed;
    private double? _failed;

    /// <summary>Gets the ratio of the lowest rate that failed to the highest that passed at which to stop, and by which to step down.</summary>
    public double Tolerance { get; init; } = 1.025;

    /// <summary>Gets how often a rate must be confirmed.</summary>
    public int Confirmations { get; init; } = 3;

    public double LowestRate { get; init; } = 0.01;

    public double HighestRate { get; init; } = 1_000_000;

    public async Task<Saturation> RunAsync(string platform, string objective, double start, CancellationToken cancellationToken)
    {
        await BracketAsync(start, cancellationToken);
        while (_passed is { } low && _failed is { } high && high / low > Tolerance && _steps.Count < MaximumSteps)
        {
            await TryAsync(Math.Sqrt(low * high), isConfirmation: false, cancellationToken);
        }

        var isConfirmed = false;
        while (_passed is not null && !isConfirmed && _steps.Count < MaximumSteps)
        {
            isConfirmed = await ConfirmAsync(cancellationToken);
        }

        return new(platform, objective, isConfirmed ? _passed : null, _failed, _steps);
    }

    private async Task BracketAsync(double start, CancellationToken cancellationToken)
    {
        var rate = Math.Clamp(start, LowestRate, HighestRate);
        while ((_passed is null || _failed is null) && rate >= LowestRate && rate <= HighestRate && _steps.Count < MaximumSteps)
        {
            await TryAsync(rate, isConfirmation: false, cancellationToken);
            rate = _failed is null ? rate * 2 : rate / 2;
        }
    }

    /// <summary>Repeats the rate found. If not most of the runs pass, it is lowered by a step: to ask that all do would find a rate that is too low.</summary>
    private async Task<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        var (rate, passed, failed) = (_passed ?? LowestRate, 0, 0);
        while (passed + failed < Confirmations && 2 * failed < Confirmations)
        {
            _ = await TryAsync(rate, isConfirmation: true, cancellationToken) ? passed++ : failed++;
        }

        if (2 * passed > Confirmations)
        {
            return true;
        }

        _failed = Math.Min(rate, _failed ?? double.PositiveInfinity);
        _passed = rate / Tolerance >= LowestRate ? rate / Tolerance : null;
        return false;
    }

    private async Task<bool> TryAsync(double rate, bool isConfirmation, CancellationToken cancellationToken)
    {
        var step = await measure(_steps.Count, rate, isConfirmation, cancellationToken);
        _steps.Add(step);
        if (!isConfirmation)
        {
            _passed = step.Passed ? rate : _passed;
            _failed = step.Passed ? _failed : rate;
        }

        return step.Passed;
    }
}
