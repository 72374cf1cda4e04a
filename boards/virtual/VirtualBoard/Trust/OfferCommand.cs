using System.CommandLine;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Boards.Virtual.Trust;

/// <summary><c>aiot-virtual-board offer</c>: offers a model to a running board of any kind.</summary>
internal sealed class OfferCommand
{
    private readonly Option<string?> _device = new("--device") { Description = "the board's name" };
    private readonly Option<string?> _broker = new("--broker") { Description = "MQTT broker as HOST:PORT" };
    private readonly Option<string?> _image = new("--image") { Description = "the signed model image (./aiot model sign)" };
    private readonly Option<double> _seconds = new("--seconds") { Description = "how long to try", DefaultValueFactory = _ => 120 };

    public Command Build() => new("offer", "Send a model to a running board, and wait until it trusts it.") { _device, _broker, _image, _seconds };

    /// <returns>0 when the board runs and trusts the model; 1 when it does not.</returns>
    public async Task<int> RunAsync(ParseResult parsed, TextWriter output, CancellationToken stop)
    {
        string device = Required(parsed, _device), image = Required(parsed, _image);
        (string host, int port) = BoardCommand.Broker(Required(parsed, _broker));
        if (!Topics.IsDevice(device))
        {
            throw new BoardException($"--device {device}: a name has 1 to 32 characters of a-z 0-9 -");
        }

        byte[] file = Read(image);
        double seconds = parsed.GetValue(_seconds) is > 0 and <= 1e6 and double value ? value : throw new BoardException("--seconds: above 0, to 1000000");
        using var courier = new ModelCourier(host, port, device, file);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        end.CancelAfter(TimeSpan.FromSeconds(seconds));
        string? refusal;
        try
        {
            refusal = await courier.RunAsync(output.WriteLine, end.Token);
        }
        catch (OperationCanceledException)
        {
            refusal = "no answer in time: does the board run, and with --model-key?";
        }

        await output.WriteLineAsync(refusal is null ? "the board trusts the model" : $"refused: {refusal}");
        return refusal is null ? 0 : 1;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return new FileInfo(path).Length is > 0 and <= WireLimits.ModelFileBytes
                ? File.ReadAllBytes(path)
                : throw new BoardException($"--image {path}: is empty, or larger than any image");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new BoardException($"--image {path}: can't be read: make it with ./aiot model quantize and sign", e);
        }
    }

    private static string Required(ParseResult parsed, Option<string?> option)
        => parsed.GetValue(option) ?? throw new BoardException($"{option.Name} is missing (aiot-virtual-board offer --help)");
}
