using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelServing.BenchmarkWorker.Runs;

/// <summary>One member of <see cref="RunRequest"/>, as command line, bodies and messages name it.</summary>
internal sealed partial class RunOption(PropertyInfo property)
{
    private const int MostShown = 60;

    public static IReadOnlyList<RunOption> All { get; } = [.. typeof(RunRequest).GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Select(property => new RunOption(property))];

    /// <summary>Gets the name of the member of <see cref="RunRequest"/>.</summary>
    public string Name => property.Name;

    /// <summary>Gets its flag, for example <c>--think-time</c>.</summary>
    public string Flag { get; } = $"--{JsonNamingPolicy.KebabCaseLower.ConvertName(property.Name)}";

    /// <summary>Gets its name in a body, for example <c>think_time</c>.</summary>
    public string Member { get; } = JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name);

    /// <summary>Gets what it is, in the command line's words.</summary>
    public string Description { get; } = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";

    /// <summary>Gets the description in a body's words.</summary>
    public string MemberDescription => Flags().Replace(Description, flag => All.FirstOrDefault(option => option.Flag == flag.Value)?.Member ?? flag.Value);

    /// <summary>Gets what it is where nobody says anything; null where it is nothing then.</summary>
    public string? Default { get; } = Convert.ToString(property.GetCustomAttribute<DefaultValueAttribute>()?.Value, CultureInfo.InvariantCulture);

    /// <summary>Gets the values that there are to choose from; empty where any will do.</summary>
    public IReadOnlyList<string> Choices { get; } = [.. property.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>() ?? []];

    public bool IsSwitch => property.PropertyType == typeof(bool?);

    /// <summary>Gets whether several values may be given one by one.</summary>
    public bool IsRepeatable => property.PropertyType == typeof(IReadOnlyList<string>);

    /// <summary>Gets what a value of it must be, in words.</summary>
    private string Kind => property.PropertyType switch
    {
        var type when type == typeof(bool?) => "true or false",
        var type when type == typeof(int?) => "a whole number",
        var type when type == typeof(double?) => "a number",
        var type when type == typeof(IReadOnlyList<int>) => "a list of whole numbers",
        var type when type == typeof(IReadOnlyList<double>) => "a list of numbers",
        var type when type == typeof(IReadOnlyList<string>) => "a list of texts",
        _ => "a text",
    };

    /// <summary>The option of a member of <see cref="RunRequest"/>.</summary>
    public static RunOption Of(string name) => All.Single(option => option.Name == name);

    /// <summary>Takes what the command line says into a request; returns what is wrong with it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="texts">The words after the flag; none after a switch.</param>
    public RunProblem? Take(RunRequest request, IReadOnlyList<string> texts)
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
            : property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? new(this, $"{this} takes numbers, for example 1,2,4,8, not {text}")
            : new(this, $"{this} must be {Kind}, not {text}");
    }

    /// <summary>Takes what a body says into a request; returns what is wrong with it. Null says nothing.</summary>
    public RunProblem? Take(RunRequest request, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        object? value = property.PropertyType switch
        {
            var type when type == typeof(string) => Text(json),
            var type when type == typeof(bool?) => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null,
            var type when type == typeof(int?) => Whole(json),
            var type when type == typeof(double?) => Number(json),
            var type when type == typeof(IReadOnlyList<int>) => List<int>(json, item => Whole(item)),
            var type when type == typeof(IReadOnlyList<double>) => List<double>(json, item => Number(item)),
            _ => List<string>(json, Text),
        };
        property.SetValue(request, value);
        return value is not null ? null : new(this, $"{this} must be {Kind}, not {Shown(json)}");
    }

    /// <summary>What is wrong with a request's choice, if anything; a wrong choice is taken out of the request.</summary>
    public RunProblem? TakeOutBadChoice(RunRequest request)
    {
        var chosen = property.GetValue(request) switch { string one => [one], IReadOnlyList<string> several => several, _ => [] };
        if (Choices.Count == 0 || chosen.FirstOrDefault(value => !Choices.Contains(value)) is not { } unknown)
        {
            return null;
        }

        property.SetValue(request, null);
        return new(this, $"{this} must be {string.Join(", ", Choices.SkipLast(1))} or {Choices[^1]}, not {unknown}");
    }

    private static T? Number<T>(string text)
        where T : struct, IParsable<T> => T.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static T[]? Numbers<T>(string text)
        where T : struct, IParsable<T>
    {
        T?[] values = [.. text.Split(',').Select(Number<T>)];
        return values.All(value => value is not null) ? [.. values.OfType<T>()] : null;
    }

    private static string? Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString() : null;

    private static int? Whole(JsonElement json) => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var value) ? value : null;

    private static double? Number(JsonElement json) => json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var value) ? value : null;

    private static T[]? List<T>(JsonElement json, Func<JsonElement, object?> read)
    {
        object?[] values = json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray().Select(read)] : [null];
        return values.All(value => value is not null) ? [.. values.OfType<T>()] : null;
    }

    /// <summary>What was written, in one short line.</summary>
    private static string Shown(JsonElement json)
    {
        var text = string.Join(' ', json.GetRawText().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return text.Length > MostShown ? $"{text[..MostShown]}…" : text;
    }

    [GeneratedRegex("--[a-z0-9-]*[a-z0-9]")]
    private static partial Regex Flags();
}
