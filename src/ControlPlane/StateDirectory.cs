namespace ModelServing.ControlPlane;

/// <summary>Where the cluster's state lies.</summary>
internal sealed record StateDirectory(string Path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public static StateDirectory Of(IConfiguration configuration)
    {
        var path = System.IO.Path.GetFullPath(configuration["ModelServing:StateDirectory"] ?? ".modelserving");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }

        return new StateDirectory(path);
    }

    public string File(string name) => System.IO.Path.Combine(Path, name);
}
