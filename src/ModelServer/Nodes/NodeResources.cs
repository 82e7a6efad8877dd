using System.Globalization;
using k8s.Models;

namespace ModelServing.ModelServer.Nodes;

/// <summary>What a node has, and what it offers to pods.</summary>
/// <remarks>
/// A request reserves nothing here: all containers share one process, which takes what it needs from the machine. So a node offers more than
/// the machine has, namely as many of the pods that KServe makes by default (1 CPU, 2 GiB each) as it may have pods. Settings
/// <c>ModelServing:Allocatable:&lt;resource&gt; = quantity</c> offer less, to see how a full cluster behaves, or other resources.
/// </remarks>
internal static class NodeResources
{
    private const int Pods = 110;
    private const int GibibytesOfAPod = 2;

    public static Dictionary<string, string> Capacity() => new()
    {
        ["cpu"] = Text(Environment.ProcessorCount),
        ["ephemeral-storage"] = $"{Disk() / 1024}Ki",
        ["memory"] = $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024}Ki",
        ["pods"] = Text(Pods),
    };

    public static Dictionary<string, string> Allocatable(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var offered = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["cpu"] = Text(Pods),
            ["ephemeral-storage"] = Text(Disk()),
            ["memory"] = $"{Text(Pods * GibibytesOfAPod)}Gi",
            ["pods"] = Text(Pods),
        };
        foreach (var (resource, quantity) in settings)
        {
            if (quantity is not null)
            {
                offered[resource] = IsQuantity(quantity) ? quantity : throw new ArgumentException($"ModelServing:Allocatable:{resource} is \"{quantity}\", which is no quantity such as 4, 500m or 8Gi");
            }
        }

        return offered;
    }

    private static bool IsQuantity(string text)
    {
        try
        {
            return text.Length > 0 && new ResourceQuantity(text).ToDecimal() >= 0;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            return false;
        }
    }

    private static long Disk()
    {
        try
        {
            return new DriveInfo(Path.GetPathRoot(Environment.CurrentDirectory) ?? "/").TotalSize;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
