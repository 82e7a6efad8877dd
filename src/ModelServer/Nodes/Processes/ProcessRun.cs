using System.Text;

namespace ModelServing.ModelServer.Nodes.Processes;

/// <summary>A container that is a process.</summary>
internal sealed class ProcessRun(ProcessLaunch launch, ContainerProcess process, IDisposable tracking, TimeProvider timeProvider) : IContainerRun
{
    /// <summary>A probe's answer is read no further, as a kubelet reads it.</summary>
    private const int LongestAnswer = 10 * 1024;

    public IReadOnlyDictionary<int, int> Ports => launch.Ports;

    public bool IsAvailable => !process.Exited.IsCompleted;

    public Task<int> Ended => process.Exited;

    public bool RunsCommands => true;

    public Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ProbeResult> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        using var timeout = new CancellationTokenSource(limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await using var running = ContainerProcess.Start(launch.With(command), Note, isGuarded: false);
            var code = await running.Exited.WaitAsync(either.Token);
            lock (answer)
            {
                return code == 0 ? ProbeResult.Success : ProbeResult.Failure(answer.ToString().TrimEnd('\n'));
            }
        }
        catch (ContainerFailure failure)
        {
            return ProbeResult.Failure(failure.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ProbeResult.Failure($"command \"{string.Join(' ', command)}\" timed out");
        }

        void Note(string line)
        {
            lock (answer)
            {
                if (answer.Length < LongestAnswer)
                {
                    answer.Append(line).Append('\n');
                }
            }
        }
    }

    public async Task<int?> StopAsync(TimeSpan grace)
    {
        process.Terminate();
        using var over = new CancellationTokenSource(grace, timeProvider);
        await ((Task)process.Exited.WaitAsync(over.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        process.Kill();
        return await process.Exited;
    }

    public ValueTask DisposeAsync()
    {
        tracking.Dispose();
        return process.DisposeAsync();
    }
}
