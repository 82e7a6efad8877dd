using System.Text.Json.Serialization;

namespace ModelServing.BenchmarkWorker.Analysis;

/// <summary>How long a platform is measured, and so how far its figures go.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RunProfile>))]
internal enum RunProfile
{
    /// <summary>Under ten seconds: a try.</summary>
    [JsonStringEnumMemberName("brief")]
    Brief,

    /// <summary>Ten seconds and more: a first look.</summary>
    [JsonStringEnumMemberName("quick")]
    Quick,

    /// <summary>A minute and more.</summary>
    [JsonStringEnumMemberName("standard")]
    Standard,

    /// <summary>Ten minutes and more, as published benchmarks ask for.</summary>
    [JsonStringEnumMemberName("strict")]
    Strict,
}

internal static class RunProfiles
{
    public static string WireName(this RunProfile profile) => profile switch
    {
        RunProfile.Strict => "strict",
        RunProfile.Standard => "standard",
        RunProfile.Quick => "quick",
        _ => "brief",
    };

    public static double Seconds(this RunProfile profile) => profile switch
    {
        RunProfile.Strict => 600,
        RunProfile.Standard => 60,
        RunProfile.Quick => 10,
        _ => 0,
    };

    public static RunProfile Of(double seconds) => Enum.GetValues<RunProfile>().Last(profile => seconds >= profile.Seconds());
}
