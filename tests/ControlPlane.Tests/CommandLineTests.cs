using System.Diagnostics;
using Xunit;

namespace ModelServing.ControlPlane.Tests;

/// <summary>What the program says when it cannot run as it is told to.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--nope", "unknown flag: --nope; see --help\n")]
    [InlineData("--ModelServing:DefaultUnreachableTolerationSeconds=abc", "Failed to convert configuration value 'abc' at 'ModelServing:DefaultUnreachableTolerationSeconds' to type 'System.Int32'.; see --help\n")]
    [InlineData("--ModelServing:DefaultNotReadyTolerationSeconds=-1", "DefaultNotReadyTolerationSeconds: The field TolerationOptions.DefaultNotReadyTolerationSeconds must be between 0 and 2147483647.; see --help\n")]
    public async Task Argument_ThatIsWrong_IsOneLineAndExits2(string argument, string expected)
    {
        var folder = Directory.CreateTempSubdirectory("modelserving-arguments-").FullName;
        try
        {
            var start = new ProcessStartInfo(
                Path.Combine(AppContext.BaseDirectory, "ModelServing.ControlPlane"), ["--urls=https://127.0.0.1:0", $"--ModelServing:StateDirectory={folder}", argument])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("the control plane does not start");
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);

            Assert.Equal((2, expected, ""), (process.ExitCode, error, await output));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
