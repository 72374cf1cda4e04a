using System.Runtime.InteropServices;
using AIoT.Embedded.Boards.Virtual;

using var stop = new CancellationTokenSource();
void End(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}

using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
return await new BoardCommand().RunAsync(args, Console.Out, Console.Error, stop.Token);
