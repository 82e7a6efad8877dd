using Microsoft.Extensions.Options;
using ModelServing.Autoscaler.Hosting;

if (CommandLine.Answer(args, Console.Out, Console.Error) is { } exitCode)
{
    return exitCode;
}

try
{
    AutoscalerApplication.Build(args).Run();
    return 0;
}
catch (OptionsValidationException exception)
{
    Console.Error.WriteLine($"{AutoscalerApplication.SettingsSection}: {string.Join("; ", exception.Failures)}");
    return CommandLine.UsageError;
}
