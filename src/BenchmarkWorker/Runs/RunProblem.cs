using System.Globalization;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>One thing that is wrong with what a user said, in the words of the command line (<c>--think-time</c>) or of a body (<c>think_time</c>).</summary>
/// <param name="Member">The member of a body that is to change; empty for the body itself.</param>
/// <param name="Text">What is wrong. The options in it are written as the user knows them.</param>
internal sealed record RunProblem(string Member, FormattableString Text)
{
    private static readonly Names Flags = new(option => option.Flag);
    private static readonly Names Members = new(option => option.Member);

    public RunProblem(RunOption option, FormattableString text)
        : this(option.Member, text)
    {
    }

    public string InFlags => Text.ToString(Flags);

    public string InMembers => Text.ToString(Members);

    /// <summary>Says that a number is not in its range; nothing where it is.</summary>
    public static IEnumerable<RunProblem> OfRange(RunOption option, double value, double low, double high) =>
        value >= low && value <= high ? [] : [new(option, $"{option} must be between {low} and {high}, not {value}")];

    private sealed class Names(Func<RunOption, string> name) : IFormatProvider, ICustomFormatter
    {
        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
        {
            RunOption option => name(option),
            IFormattable formattable => formattable.ToString(format, CultureInfo.InvariantCulture),
            _ => arg?.ToString() ?? "",
        };
    }
}
