using System.Collections.Concurrent;
using k8s.Models;
using ModelServing.Kubernetes.Client;

namespace ModelServing.ModelServer.Nodes;

/// <summary>Runs one pod from its first volume to its last request.</summary>
internal sealed class PodWorker : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);

    /// <summary>Who routes to the pod needs a moment to learn that it is leaving.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(30);

    private readonly V1Pod _pod;
    private readonly NodeServices _node;
    private readonly string _folder;
    private readonly PodVolumes _volumes;
    private readonly PodPublisher _publisher;
    private readonly PodBoard _board;
    private readonly PodTermination _termination;
    private readonly ConcurrentDictionary<string, ContainerWorker> _workers = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    private PodWorker(V1Pod pod, NodeServices node)
    {
        _pod = pod;
        _node = node;
        _folder = Path.Combine(node.Settings.PodsFolder, pod.Metadata.Uid ?? pod.Metadata.Name);
        _volumes = new PodVolumes(pod, _folder, node.Settings.Storage, new ConfigSource(node.Cluster, pod.Metadata.NamespaceProperty));
        _publisher = new PodPublisher(pod, node.Cluster, node.TimeProvider, node.Logger);
        var started = pod.Status?.StartTime is { } before ? new DateTimeOffset(before.ToUniversalTime()) : node.TimeProvider.GetUtcNow();
        var report = new PodReport(Reports(pod.Spec.InitContainers, pod.Status?.InitContainerStatuses), Reports(pod.Spec.Containers, pod.Status?.ContainerStatuses), started)
        {
            RestartPolicy = pod.Spec.RestartPolicy ?? "Always",
        };
        _termination = new PodTermination(pod.Spec.TerminationGracePeriodSeconds is { } grace ? TimeSpan.FromSeconds(grace) : UsualGrace, node.TimeProvider);
        _board = new PodBoard(report, _publisher.Publish);
        _running = RunAsync(_stopping.Token);
    }

    public string? Uid => _pod.Metadata.Uid;

    public static PodWorker Start(V1Pod pod, NodeServices node) => new(pod, node);

    /// <summary>Runs the containers' hooks, lets running requests end, and forgets the pod, all within the time given.</summary>
    public async Task TerminateAsync(TimeSpan grace)
    {
        _termination.Begin(grace);
        try
        {
            var running = _pod.Spec.Containers.Where(container => _board.Report.Containers.Any(report => report.Name == container.Name && report.Phase == ContainerPhase.Running));
            await Task.WhenAll(running.Select(async container =>
            {
                await AnnounceAsync(container, _termination.Over);
                await Task.Delay(Notice, _node.TimeProvider, _termination.Over);
            }));
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }

        await DisposeAsync();
    }

    /// <summary>Leaves a pod that is ending less time.</summary>
    public void Hurry(TimeSpan grace) => _termination.Begin(grace);

    /// <summary>Lets running requests end, then forgets the pod.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _termination.Dispose();
        _node.Logs.Remove(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name);
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }

        _node.Logger.PodEnded(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name);
    }

    private IReadOnlyList<ContainerReport> Reports(IEnumerable<V1Container>? containers, IList<V1ContainerStatus>? known) =>
        [.. (containers ?? []).Select(container => EarlierRuns.Restore(container, known) with { Reason = WaitingReason })];

    private ContainerPreparation Preparation => new(_pod, _volumes, _folder, _board, _node);

    private string WaitingReason => _pod.Spec.InitContainers is { Count: > 0 } ? "PodInitializing" : "ContainerCreating";

    private async Task AnnounceAsync(V1Container container, CancellationToken cancellationToken)
    {
        _node.Events.Normal(_pod, container.Name, "Killing", $"Stopping container {container.Name}");
        if (container.Lifecycle?.PreStop is { } hook
            && _workers.TryGetValue(container.Name, out var worker)
            && await worker.RunAsync(hook, cancellationToken) is { Succeeded: not true } result)
        {
            _node.Events.Warning(_pod, container.Name, "FailedPreStopHook", $"PreStopHook failed: {result.Message}");
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        _node.Logger.PodStarts(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name);
        try
        {
            await Task.WhenAll(_publisher.RunAsync(cancellationToken), LiveWithinDeadlineAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The way a pod ends.
        }
        catch (Exception e)
        {
            _node.Logger.PodBroke(_pod.Metadata.NamespaceProperty, _pod.Metadata.Name, e);
        }
    }

    private async Task LiveWithinDeadlineAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _node.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        if (_pod.Spec.ActiveDeadlineSeconds is { } seconds)
        {
            var left = _board.Report.StartedAt.AddSeconds(seconds) - _node.TimeProvider.GetUtcNow();
            deadline.CancelAfter(TimeSpan.FromMilliseconds(Math.Clamp(left.TotalMilliseconds, 0, int.MaxValue)));
        }

        try
        {
            await LiveAsync(either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            const string message = "Pod was active on the node longer than the specified deadline";
            _node.Events.Normal(_pod, null, "DeadlineExceeded", message);
            UpdateAll(container => container.Phase == ContainerPhase.Running ? container.End(ContainerFailure.Killed, null, _node.TimeProvider.GetUtcNow()) : container);
            _board.Update(report => report with { Failure = ("DeadlineExceeded", message) });
        }
    }

    private async Task LiveAsync(CancellationToken cancellationToken)
    {
        while (!await PrepareAsync(cancellationToken))
        {
            await Task.Delay(Retry, _node.TimeProvider, cancellationToken);
        }

        _board.Update(report => report with { IsPrepared = true });
        await using var sidecars = new Sidecars(RunContainerAsync, AnnounceAsync, _board, _termination);
        if (await new Initialization(_pod, Preparation, _volumes, _board, _termination, _node).RunAsync(sidecars, cancellationToken))
        {
            await Task.WhenAll(_pod.Spec.Containers.Select(container => RunContainerAsync(container, cancellationToken)).Append(RefreshVolumesAsync(cancellationToken)));
        }
    }

    /// <summary>Lets mounted files follow the objects they come from; what cannot be read now stays as it was.</summary>
    private async Task RefreshVolumesAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(RefreshPeriod, _node.TimeProvider);
        while (_volumes.HasFiles && await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await _volumes.PrepareAsync(cancellationToken);
            }
            catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
            {
                // The next time may do.
            }
        }
    }

    private async Task<bool> PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await _volumes.PrepareAsync(cancellationToken) is { } problem)
            {
                UpdateAll(report => report.Wait(WaitingReason, problem));
                _node.Events.Warning(_pod, null, "FailedMount", problem);
                return false;
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ClusterException)
        {
            UpdateAll(report => report.Wait(WaitingReason, e.Message));
            return false;
        }

        return true;
    }

    private async Task RunContainerAsync(V1Container container, CancellationToken cancellationToken)
    {
        var image = await new ImagePull(_pod, _board, _node).WaitAsync(container, initializes: false, cancellationToken);
        var worker = _workers[container.Name] = new ContainerWorker(_pod, container, Preparation, _volumes, _board, _termination, _node);
        await worker.RunAsync(image, cancellationToken);
    }

    private void UpdateAll(Func<ContainerReport, ContainerReport> change)
    {
        foreach (var container in _board.Report.Init.Concat(_board.Report.Containers))
        {
            _board.Update(container.Name, change);
        }
    }
}
