namespace Aspire.Hosting.ApplicationModel;

/// <summary>A command of a resource.</summary>
public sealed record ResourceCommandAnnotation(string Name, string DisplayName, Func<UpdateCommandStateContext, ResourceCommandState> UpdateState, Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand, CommandOptions Options) : IResourceAnnotation;
