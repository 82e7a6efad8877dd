using System.Runtime.CompilerServices;

namespace ModelServing.Hosting;

/// <summary>Finds the container engine, once for each application.</summary>
internal static class ContainerEngines
{
    private const string RuntimeSetting = "DcpPublisher:ContainerRuntime"; // Aspire's own
    private static readonly ConditionalWeakTable<IDistributedApplicationBuilder, ContainerEngineChoice> Choices = [];

    /// <summary>
    /// Asks docker and podman, or only the one that Aspire is told to use; <c>ModelServing:ContainerEngine=None</c> asks neither.
    /// Aspire's orchestrator is then told the choice, for it would make its own.
    /// </summary>
    public static ContainerEngineChoice Find(IDistributedApplicationBuilder builder)
    {
        if (builder.ExecutionContext.IsPublishMode || builder.Configuration["ModelServing:ContainerEngine"] is "None")
        {
            return new(null, null);
        }

        if (!Choices.TryGetValue(builder, out var choice))
        {
            choice = Probe(builder.Configuration[RuntimeSetting] ?? builder.Configuration["ASPIRE_CONTAINER_RUNTIME"]);
            Choices.Add(builder, choice);
            if (choice.Engine is { } engine)
            {
                builder.Configuration[RuntimeSetting] = engine.Command;
            }
        }

        return choice;
    }

    /// <summary>Asks the engines at the same time, so that a hung one delays the start once and not for each of them.</summary>
    private static ContainerEngineChoice Probe(string? only)
    {
        string[] commands = [.. new[] { ContainerEngineChoice.Docker, ContainerEngineChoice.Podman }.Where(command => only is null or "" || only == command)];
        var asked = commands.Where(command => Executables.Find(command) is not null).Select(ContainerEngineProbe.AskAsync).ToList();
        var answers = Task.WhenAll(asked).GetAwaiter().GetResult(); // an application is described synchronously
        var choice = ContainerEngineChoice.Among(answers, ContainerEngineHost.Current);
        if (choice.Engine is { Command: ContainerEngineChoice.Podman, SharesLoopback: true } && ContainerEngineProbe.TryRunAsync(choice.Engine.Command).GetAwaiter().GetResult() is { } problem)
        {
            return ContainerEngineChoice.Among(answers.Select(answer => answer.Command == ContainerEngineChoice.Podman ? answer with { Problem = problem } : answer), ContainerEngineHost.Current);
        }

        return choice;
    }
}
