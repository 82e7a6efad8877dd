namespace Aspire.Hosting.Orchestration;

/// <summary>Start, stop and restart, which every process and container has.</summary>
internal static class LifecycleCommands
{
    public static void AddTo(IResource resource)
    {
        Add(resource, KnownResourceCommands.StartCommand, "Start", "Play", shownWhenUp: false, static (o, r, token) => o.StartResourceAsync(r, token));
        Add(resource, KnownResourceCommands.StopCommand, "Stop", "Stop", shownWhenUp: true, static (o, r, token) => o.StopResourceAsync(r, token));
        Add(resource, KnownResourceCommands.RestartCommand, "Restart", "ArrowCounterclockwise", shownWhenUp: true, static (o, r, token) => o.RestartResourceAsync(r, token));
    }

    private static bool IsUp(CustomResourceSnapshot snapshot)
        => snapshot.State?.Text is { } state && state != KnownResourceStates.NotStarted && !KnownResourceStates.TerminalStates.Contains(state);

    private static void Add(
        IResource resource,
        string name,
        string displayName,
        string icon,
        bool shownWhenUp,
        Func<Orchestrator, IResource, CancellationToken, Task> action)
        => resource.Annotations.Add(new ResourceCommandAnnotation(
            name,
            displayName,
            context => IsUp(context.ResourceSnapshot) == shownWhenUp ? ResourceCommandState.Enabled : ResourceCommandState.Hidden,
            async context =>
            {
                await action(context.ServiceProvider.GetRequiredService<Orchestrator>(), resource, context.CancellationToken);
                return CommandResults.Success($"{displayName}: done");
            },
            new CommandOptions { IconName = icon, IsHighlighted = true }));
}
