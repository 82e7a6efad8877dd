namespace ModelServing.ModelServer.Nodes;

/// <summary>A container from its start to its end.</summary>
internal interface IContainerRun : IAsyncDisposable
{
    /// <summary>Gets the host's ports by the container's, once it is open.</summary>
    IReadOnlyDictionary<int, int> Ports { get; }

    /// <summary>Gets a value indicating whether it serves, as far as that can be told without a probe.</summary>
    bool IsAvailable { get; }

    /// <summary>Gets what completes with the exit code when the container ends by itself.</summary>
    Task<int> Ended { get; }

    /// <summary>Gets a value indicating whether commands can run in it.</summary>
    bool RunsCommands { get; }

    /// <summary>Waits until it may be asked something.</summary>
    /// <exception cref="ContainerFailure">It ends before.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Runs a command in the container, as <c>exec</c> does.</summary>
    Task<ProbeResult> RunAsync(IReadOnlyList<string> command, TimeSpan limit, CancellationToken cancellationToken);

    /// <summary>Asks the container to end, and ends it when the time is over; gives its exit code if it has one.</summary>
    Task<int?> StopAsync(TimeSpan grace);
}
