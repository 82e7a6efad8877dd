using System.Globalization;
using ModelServing.Autoscaler.Forecasting;
using ModelServing.Autoscaler.Metrics;

namespace ModelServing.Autoscaler.Hosting;

/// <summary><c>forecast --csv FILE --horizon N [--period P]</c>: one forecast on standard output, as CSV.</summary>
internal static class ForecastCommand
{
    private const int LongestHorizon = 2016;
    private const int Failure = 1;

    public static int Run(ReadOnlySpan<string> args, TextWriter output, TextWriter errors)
    {
        if (!TryParse(args, out var arguments, out var error))
        {
            errors.WriteLine(error);
            return CommandLine.UsageError;
        }

        if (!File.Exists(arguments.Csv))
        {
            errors.WriteLine($"file not found: {arguments.Csv}");
            return Failure;
        }

        var reading = CsvHistory.Parse(File.ReadLines(arguments.Csv));
        if (reading.History is not { } history)
        {
            errors.WriteLine($"{arguments.Csv}: {reading.Problem?.Message}");
            return Failure;
        }

        return Print(history, arguments, output, errors);
    }

    private static int Print(LoadHistory history, Arguments arguments, TextWriter output, TextWriter errors)
    {
        var period = arguments.Period ?? (int)Math.Max(1, Math.Round(TimeSpan.FromDays(1) / history.Step));
        var settings = new ForecasterSettings(period, [.. Enumerable.Range(1, arguments.Horizon)]);
        var forecaster = new LoadForecaster(settings);
        forecaster.Learn(history.Values);
        if (forecaster.Forecast.Count == 0)
        {
            errors.WriteLine($"insufficient history: {forecaster.Observations} values, {settings.FewestObservations} are the least");
            return Failure;
        }

        output.WriteLine("timestamp,forecast,lower,upper");
        foreach (var point in forecaster.Forecast)
        {
            var time = history.End + (point.Horizon * history.Step);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{time:yyyy-MM-ddTHH:mm:ssZ},{point.Value:0.####},{Math.Max(0, point.Interval?.Lower ?? double.NaN):0.####},{point.Interval?.Upper:0.####}"));
        }

        return 0;
    }

    private static bool TryParse(ReadOnlySpan<string> args, out Arguments arguments, out string error)
    {
        arguments = new Arguments("", 0, null);
        error = "";
        for (var i = 0; i < args.Length; i++)
        {
            var parts = args[i].Split('=', 2);
            var value = parts.Length == 2 ? parts[1] : i + 1 < args.Length ? args[++i] : "";
            var parsed = (parts[0], int.TryParse(value, CultureInfo.InvariantCulture, out var number)) switch
            {
                ("--csv", _) when value.Length > 0 => arguments with { Csv = value },
                ("--horizon", true) when number is >= 1 and <= LongestHorizon => arguments with { Horizon = number },
                ("--period", true) when number is >= 1 and <= 100_000 => arguments with { Period = number },
                _ => null,
            };
            if (parsed is null)
            {
                error = parts[0] is "--csv" or "--horizon" or "--period" ? $"{parts[0]} has no usable value: {value}" : $"unknown flag {parts[0]}: --help lists the flags";
                return false;
            }

            arguments = parsed;
        }

        error = arguments.Csv.Length == 0 ? "--csv FILE is missing" : arguments.Horizon == 0 ? "--horizon N is missing" : "";
        return error.Length == 0;
    }

    private sealed record Arguments(string Csv, int Horizon, int? Period);
}
