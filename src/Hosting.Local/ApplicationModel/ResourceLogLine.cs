namespace Aspire.Hosting.ApplicationModel;

internal readonly record struct ResourceLogLine(string Text, bool IsError, int Number);
