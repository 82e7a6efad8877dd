using System.Diagnostics;
using ModelServing.ControlPlane.Tests.Api;
using ModelServing.Testing;

namespace ModelServing.ControlPlane.Tests.Nodes;

/// <summary>A node as a process of its own, which can die as one.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;

    public NodeProcess(RunningApi api, string name, string claim, string folder, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = api.Folder };
        start.ArgumentList.Add(Program());
        start.ArgumentList.Add($"--node_name={name}");
        start.ArgumentList.Add($"--kubeconfig={api.Kubeconfig}");
        start.Environment["ModelServing__StateDirectory"] = api.Folder;
        start.Environment[$"ModelServing__Storage__pvc://{claim}"] = folder;
        foreach (var (setting, value) in settings)
        {
            start.Environment[$"ModelServing__{setting}"] = value;
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException("the node did not start");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Ends the process without a word, as <c>kill -9</c> does.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    /// <summary>The model server built in the configuration that these tests were.</summary>
    private static string Program()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        return RepositoryPaths.InRepository("src", "ModelServer", "bin", framework.Parent?.Name ?? "Debug", framework.Name, "ModelServing.ModelServer.dll");
    }
}
