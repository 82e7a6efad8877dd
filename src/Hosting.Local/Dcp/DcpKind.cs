namespace Aspire.Hosting.Dcp;

/// <summary>A kind of object the orchestrator knows.</summary>
internal sealed record DcpKind(string Name, string Plural)
{
    public static readonly DcpKind Executable = new("Executable", "executables");
    public static readonly DcpKind Container = new("Container", "containers");
    public static readonly DcpKind Service = new("Service", "services");
}
