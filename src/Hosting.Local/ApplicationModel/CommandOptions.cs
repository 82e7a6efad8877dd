namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command is shown.</summary>
public class CommandOptions
{
    /// <summary>Gets or sets the explanation.</summary>
    public string? Description { get; set; }

    /// <summary>Gets or sets the icon's Fluent UI name.</summary>
    public string? IconName { get; set; }

    /// <summary>Gets or sets a value indicating whether the button is shown in the list.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Gets or sets the callback that tells whether the command can run.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}
