using System.Globalization;
using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Load;

/// <summary>How the rate of an open loop changes over a block.</summary>
/// <param name="Kind">The curve.</param>
/// <param name="Values">A ramp's last rate, the rates of a staircase after the first, or a wave's amplitude as a share of the rate.</param>
/// <param name="PeriodSeconds">A wave's length.</param>
internal sealed record RateShape(RateShapeKind Kind, IReadOnlyList<double> Values, double PeriodSeconds = 0)
{
    /// <remarks><c>shape = "ramp:" rate | "step:" rate *("," rate) | "sine:" share "@" seconds</c>, for example <c>sine:0.5@30</c>.</remarks>
    public static bool TryParse(string text, out RateShape? shape)
    {
        shape = null;
        if (text.Split(':', 2) is not [var name, var rest] || !Enum.TryParse<RateShapeKind>(name, ignoreCase: true, out var kind) || !char.IsLetter(name[0]))
        {
            return false;
        }

        var (numbers, period) = kind == RateShapeKind.Sine ? rest.Split('@', 2) is [var share, var seconds] ? (share, seconds) : (rest, "") : (rest, "0");
        List<double> values = [];
        foreach (var part in numbers.Split(','))
        {
            if (!TryNumber(part, out var value) || value < 0)
            {
                return false;
            }

            values.Add(value);
        }

        if (!TryNumber(period, out var length) || (kind == RateShapeKind.Sine ? values is not [<= 1] || length <= 0 : kind == RateShapeKind.Ramp && values.Count != 1))
        {
            return false;
        }

        shape = new(kind, values, length);
        return values.All(value => value <= 1_000_000);
    }

    /// <summary>The mean rate of a whole block that begins with a rate.</summary>
    public double MeanRate(double rate) => Kind switch
    {
        RateShapeKind.Ramp => (rate + Values[0]) / 2,
        RateShapeKind.Step => (rate + Values.Sum()) / (1 + Values.Count),
        _ => rate,
    };

    /// <summary>How many requests are due by a time.</summary>
    /// <param name="rate">The rate at the start; of a wave, its mean.</param>
    /// <param name="at">Seconds after the start.</param>
    /// <param name="length">Seconds that the block lasts.</param>
    public double DueBy(double rate, double at, double length)
    {
        switch (Kind)
        {
            case RateShapeKind.Ramp:
                return (rate * at) + ((Values[0] - rate) * at * at / (2 * length));
            case RateShapeKind.Step:
                var tread = length / (1 + Values.Count);
                var stairs = Math.Min((int)(at / tread), Values.Count);
                var due = 0.0;
                for (var i = 0; i < stairs; i++)
                {
                    due += tread * RateOf(i);
                }

                return due + ((at - (stairs * tread)) * RateOf(stairs));

                double RateOf(int stair) => stair == 0 ? rate : Values[stair - 1];
            default:
                var wave = 2 * Math.PI / PeriodSeconds;
                return rate * (at + (Values[0] * (1 - Math.Cos(wave * at)) / wave));
        }
    }

    private static bool TryNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}

/// <summary>A curve of <see cref="RateShape"/>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RateShapeKind>))]
internal enum RateShapeKind
{
    /// <summary>A straight line from one rate to another.</summary>
    [JsonStringEnumMemberName("ramp")]
    Ramp,

    /// <summary>Several rates, each for an equal part of the block.</summary>
    [JsonStringEnumMemberName("step")]
    Step,

    /// <summary>A wave around the rate, which begins rising.</summary>
    [JsonStringEnumMemberName("sine")]
    Sine,
}
