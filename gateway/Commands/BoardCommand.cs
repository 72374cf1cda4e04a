using System.CommandLine;
using AIoT.Embedded.Gateway.Assets;
using AIoT.Embedded.Gateway.Broker;
using AIoT.Embedded.Gateway.Setup;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Gateway.Commands;

/// <summary><c>aiot-gateway board add</c>: what a board needs to get into the private broker.</summary>
public static class BoardCommand
{
    public static Command Build()
    {
        var data = new Option<string?>("--data") { Description = "The gateway's data folder (or AIOT_GATEWAY_DATA)" };
        var name = new Argument<string>("name") { Description = "The board's name: 1 to 32 of a-z 0-9 -" };
        var add = new Command("add", "Issue a board's password or certificate; a running gateway takes it at once") { name, data };
        add.SetAction((parsed, _) =>
        {
            string folder = OptionsResolver.DataFolder(parsed.GetValue(data), Environment.GetEnvironmentVariable);
            GatewaySettings settings = OptionsResolver.FileSettings(folder, null, Environment.GetEnvironmentVariable);
            Check(parsed.GetValue(name)!);
            Add(folder, parsed.GetValue(name)!, settings.BrokerSecurity ?? BrokerSecurity.Certificates, parsed.InvocationConfiguration.Output);
            return Task.FromResult(0);
        });
        return new Command("board", "Boards and the private broker") { add };
    }

    public static void Check(string board)
    {
        if (!Topics.IsDevice(board))
        {
            throw new UsageException($"{board}: a board's name has 1 to 32 characters of a-z 0-9 -");
        }
    }

    public static void Add(string folder, string board, BrokerSecurity security, TextWriter output)
    {
        switch (security)
        {
            case BrokerSecurity.Open:
                output.WriteLine($"board {board}: the broker is open, there is nothing to issue");
                break;
            case BrokerSecurity.Password:
                output.WriteLine($"board {board}: user {board}, password {new BrokerPasswords(folder).Set(board)} (shown this once), authority {CertificateAuthority.In(folder, TimeProvider.System).CaFile}");
                break;
            default:
                string place = Path.Combine(folder, "boards", board);
                CertificateAuthority.In(folder, TimeProvider.System).IssueBoard(board, place);
                output.WriteLine($"board {board}: {place}: ca.pem, board.pem, board.key: carry them to the board, then delete board.key here");
                break;
        }
    }
}
