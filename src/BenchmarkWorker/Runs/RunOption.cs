using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>One member of <see cref="RunRequest"/>, as command line and messages name it.</summary>
internal sealed class RunOption(PropertyInfo property)
{
    public static IReadOnlyList<RunOption> All { get; } = [.. typeof(RunRequest).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(property => new RunOption(property))];

    /// <summary>Gets its flag, for example <c>--think-time</c>.</summary>
    public string Flag { get; } = $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)}";

    /// <summary>Gets its name in a body, for example <c>think_time</c>.</summary>
    public string Member { get; } = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    public string Description { get; } = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>Gets what it is where nobody says anything; null where it is nothing then.</summary>
    public string? Default { get; } = Convert.ToString(property.GetCustomAttribute<DefaultValueAttribute>()?.Value, CultureInfo.InvariantCulture);

    /// <summary>Gets the values that there are to choose from; empty where any will do.</summary>
    public IReadOnlyList<string> Choices { get; } = [.. property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>() ?? []];

    public bool IsSwitch => property.PropertyType == typeof(bool?);

    /// <summary>Gets whether several values may be given one by one.</summary>
    public bool IsRepeatable => property.PropertyType == typeof(IReadOnlyList<string>);

    /// <summary>Takes what the command line says into a request; returns what is wrong with it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="texts">The words after the flag; none after a switch.</param>
    public string? Take(RunRequest request, IReadOnlyList<string> texts)
    {
        var text = texts.Count > 0 ? texts[^1] : "true";
        object? value = property.PropertyType switch
        {
            var type when type == typeof(string) => text,
            var type when type == typeof(bool?) => bool.TryParse(text, out var isOn) ? isOn : null,
            var type when type == typeof(int?) => Number<int>(text),
            var type when type == typeof(double?) => Number<double>(text),
            var type when type == typeof(IReadOnlyList<int>) => Numbers<int>(text),
            var type when type == typeof(IReadOnlyList<double>) => Numbers<double>(text),
            _ => texts,
        };
        property.SetValue(request, value);
        return value is not null ? null
            : property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? $"{Flag} takes numbers, for example 1,2,4,8, not {text}"
            : $"{Flag} must be a {(property.PropertyType == typeof(int?) ? "whole number" : "number")}, not {text}";
    }

    /// <summary>What is wrong with a request's choice, if anything.</summary>
    public string? BadChoice(RunRequest request)
    {
        var chosen = property.GetValue(request) switch { string one => [one], IReadOnlyList<string> several => several, _ => [] };
        return Choices.Count > 0 && chosen.FirstOrDefault(value => !Choices.Contains(value)) is { } unknown
            ? $"{Flag} must be {string.Join(", ", Choices.SkipLast(1))} or {Choices[^1]}, not {unknown}"
            : null;
    }

    private static T? Number<T>(string text)
        where T : struct, IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static T[]? Numbers<T>(string text)
        where T : struct, IParsable<T>
    {
        T?[] values = [.. text.Split(',').Select(Number<T>)];
        return values.All(value => value is not null) ? [.. values.OfType<T>()] : null;
    }
}
