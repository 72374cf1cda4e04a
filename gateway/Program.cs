using AIoT.Embedded.Gateway.Commands;
using AIoT.Embedded.Gateway.Hosting;

if (args is ["run", ..])
{
    SmallHeap.Ensure();
}

return await GatewayCommand.RunAsync(args, Console.Out, Console.Error);
