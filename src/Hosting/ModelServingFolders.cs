namespace ModelServing.Hosting;

/// <summary>Where the local cluster keeps its files.</summary>
internal sealed record ModelServingFolders(string State)
{
    private const string Default = ".modelserving";

    /// <summary>Gets the file that says how to reach the local cluster.</summary>
    public string Kubeconfig => Path.Combine(State, "kubeconfig");

    /// <summary>Reads <c>ModelServing:StateDirectory</c>, relative to the AppHost.</summary>
    public static ModelServingFolders Of(IDistributedApplicationBuilder builder)
        => new(Path.GetFullPath(builder.Configuration["ModelServing:StateDirectory"] ?? Default, builder.AppHostDirectory));
}
