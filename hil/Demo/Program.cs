using System.CommandLine;
using AIoT.Embedded.Boards.Virtual.Vibration.Recordings;
using AIoT.Embedded.Hil.Demo;

ParseResult parsed = DemoCommand.Build(DemoRunner.RunAsync).Parse(args);
if (parsed.Errors.Count > 0)
{
    Console.Error.WriteLine($"aiot demo: {parsed.Errors[0].Message.ReplaceLineEndings(" ")} ./aiot demo --help lists the options.");
    return 2;
}

try
{
    // The boards take their time to deliver what they hold after Ctrl-C.
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
}
catch (Exception error) when (error is DemoException or RecordingException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"aiot demo: {error.Message.ReplaceLineEndings(" ")}");
    return 2;
}
