using AIoT.Embedded.Boards.Virtual.Parts.Devices;
using AIoT.Embedded.Boards.Virtual.Parts.Motion;
using AIoT.Embedded.Mosquitto;
using AIoT.Embedded.Node;
using AIoT.Embedded.Standins.Simulation;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Trust;

namespace AIoT.Embedded.Boards.Tests.EntryPoints;

/// <summary>A board's own entry point, run here: its sensor simulated at the registers, on the pins that its board.json names.</summary>
public sealed class EntryPointTests : IDisposable
{
    private static readonly Dictionary<string, Func<string, NodeApp?>> Programs = new()
    {
        ["esp32-devkitc"] = Esp32DevKitC.Program.Build,
        ["esp32-s3-devkitc"] = Esp32S3DevKitC.Program.Build,
        ["stm32f769i-disco"] = Stm32F769IDisco.Program.Build,
    };

    private readonly string _flash = Directory.CreateTempSubdirectory("aiot-flash").FullName;

    public static TheoryData<string> Boards => [.. Programs.Keys];

    public void Dispose() => Directory.Delete(_flash, recursive: true);

    [Fact]
    public void Every_board_with_firmware_has_an_entry_point_here()
        => Assert.Equal(new BoardCatalog([TestData.InRepository("boards")]).Names.Except(["virtual"]), Programs.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Boards))]
    public async Task It_measures_through_the_driver_on_the_pins_of_its_description(string name)
    {
        BoardDescription board = new BoardCatalog([TestData.InRepository("boards")]).Find(name);
        SimulatedHardware hardware = await EntryPointBench.MeasuresAsync(Programs[name], board, _flash);
        if (name.StartsWith("esp32", StringComparison.Ordinal))
        {
            Assert.Equal(3, hardware.PinFunctions.Count);
            Assert.All(hardware.PinFunctions.Keys, pin => Assert.Contains(pin, board.Pins.Values));
        }
    }

    [Fact]
    public void Without_a_configuration_it_says_so_and_builds_nothing()
    {
        var clock = new ManualClock();
        SimulatedHardware.Current = new SimulatedHardware(clock);
        SimulatedHardware.Current.AttachSpi(1, 5, new Iis3dwbPart(clock, new FunctionMotion(_ => (0, 0, 1))));
        Assert.Null(Esp32DevKitC.Program.Build(_flash));
    }

    [Fact]
    public void With_a_key_on_flash_it_takes_models_and_with_half_a_key_none()
    {
        var clock = new SystemHardwareClock();
        SimulatedHardware.Current = new SimulatedHardware(clock);
        SimulatedHardware.Current.AttachSpi(1, 5, new Iis3dwbPart(clock, new FunctionMotion(_ => (0, 0, 1))));
        File.WriteAllText(Path.Combine(_flash, "node.conf"), "device = d\nbroker = 127.0.0.1\n");
        var storage = new FolderStorage(_flash);
        Assert.Null(Platform.ModelFile.LoadKey(storage, out string? none));
        Assert.Null(none);
        File.WriteAllBytes(Path.Combine(_flash, "model.key"), new byte[63]);
        Assert.Null(Platform.ModelFile.LoadKey(storage, out string? half));
        Assert.Contains("63 bytes", half, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_flash, "model.aim"), "no model");
        Assert.Null(Platform.ModelFile.Load(storage, out string? damaged));
        Assert.NotNull(damaged);

        // No point of the curve: the board measures all the same.
        File.WriteAllBytes(Path.Combine(_flash, "model.key"), new byte[64]);
        NodeApp? app = Esp32DevKitC.Program.Build(_flash);
        Assert.NotNull(app);
        app.Stop(1000);

        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        System.Security.Cryptography.ECPoint point = key.ExportParameters(includePrivateParameters: false).Q;
        File.WriteAllBytes(Path.Combine(_flash, "model.key"), [.. point.X!, .. point.Y!]);
        SimulatedHardware.Current = new SimulatedHardware(clock);
        SimulatedHardware.Current.AttachSpi(1, 5, new Iis3dwbPart(clock, new FunctionMotion(_ => (0, 0, 1))));
        app = Esp32DevKitC.Program.Build(_flash);
        Assert.NotNull(app);
        app.Stop(1000);
    }

    /// <summary>By the flash folder alone: TLS both ways with a real broker, evidence of the boot, and the answer to a challenge.</summary>
    [SkippableTheory]
    [MemberData(nameof(Boards))]
    public async Task It_shows_its_certificate_and_proves_what_it_runs(string name)
    {
        using var plant = new Certificates("plant authority");
        int port = PrivateBroker.FreePort();
        string server = Path.Combine(_flash, "..", Path.GetFileName(_flash) + "-server");
        plant.WriteAuthority(Path.Combine(_flash, "ca.pem"));
        plant.Write(server, "localhost");
        plant.Write(Path.Combine(_flash, "board"), name);
        using var broker = new PrivateBroker(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"listener {port} localhost\ncafile {_flash}/ca.pem\ncertfile {server}.pem\nkeyfile {server}.key\nrequire_certificate true\nuse_identity_as_username true\n"));
        var evidence = new System.Collections.Concurrent.ConcurrentQueue<byte[]>();
        using MosquittoClient gateway = Gateway(broker.Port, evidence);
        Write(name, port, "security = mutual\n");
        DeviceIdentity identity = Identify();
        byte[] firmware = System.Security.Cryptography.SHA256.HashData("image"u8);
        File.WriteAllBytes(Path.Combine(_flash, "firmware.sha"), firmware);
        NodeApp app = Build(name, out Iis3dwbPart part);
        using var end = new CancellationTokenSource();
        Task tick = EntryPointBench.TickAsync(part, end.Token);
        app.Start();
        try
        {
            EvidenceClaims boot = Claims(await NextAsync(evidence, app), identity);
            Assert.Null(boot.Nonce);
            byte[] nonce = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
            gateway.Publish($"aiot/v1/down/{name}/challenge", Challenge(7, nonce), 1, retain: false);
            EvidenceClaims claims = Claims(await NextAsync(evidence, app), identity);
            Assert.Equal(nonce, claims.Nonce);
            Assert.Equal(name, claims.HardwareModel);
            Assert.Equal(firmware, claims.FirmwareHash);
            Assert.Equal(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(_flash, "node.conf"))), claims.ConfigurationHash);
            Assert.Equal(boot.BootSeed, claims.BootSeed);
        }
        finally
        {
            app.Stop(5000);
            await end.CancelAsync();
            await tick;
            File.Delete(server + ".pem");
            File.Delete(server + ".key");
        }
    }

    [Theory]
    [InlineData("board.pem", null)]
    [InlineData("board.key", null)]
    [InlineData("board.key", "no key")]
    [InlineData("ca.pem", "no certificate")]
    public void A_certificate_that_is_missing_or_damaged_is_told_by_its_file(string file, string? content)
    {
        using var plant = new Certificates("plant authority");
        plant.WriteAuthority(Path.Combine(_flash, "ca.pem"));
        plant.Write(Path.Combine(_flash, "board"), "d");
        File.Delete(Path.Combine(_flash, file));
        if (content is not null)
        {
            File.WriteAllText(Path.Combine(_flash, file), content);
        }

        var configuration = new NodeConfiguration { Device = "d", Broker = "b", Security = LinkSecurity.Mutual };
        ArgumentException told = Assert.Throws<ArgumentException>(() => Platform.DeviceLink.Create(configuration, new FolderStorage(_flash)));
        Assert.Contains(file, told.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', told.Message);
    }

    [Fact]
    public void Without_an_identity_or_with_a_damaged_one_a_board_measures_all_the_same()
    {
        var storage = new FolderStorage(_flash);
        Assert.Null(Platform.AttesterFile.Load(storage, "b", "1", new Platform.NanoBoard(), out string? none));
        Assert.Null(none);
        File.WriteAllBytes(Path.Combine(_flash, DeviceIdentity.FileName), new byte[200]);
        Assert.Null(Platform.AttesterFile.Load(storage, "b", "1", new Platform.NanoBoard(), out string? damaged));
        Assert.StartsWith("identity: ", damaged, StringComparison.Ordinal);
        Write("esp32-devkitc", 1883, "");
        Build("esp32-devkitc", out _).Stop(1000);
        Identify();
        Assert.NotNull(Platform.AttesterFile.Load(storage, "b", "1", new Platform.NanoBoard(), out string? noFirmware));
        Assert.Contains("firmware.sha", noFirmware, StringComparison.Ordinal);
    }

    /// <summary>What a gateway has sent must not keep a board from ever starting: each start takes a trial, and then the board has what it had.</summary>
    [Fact]
    public void A_configuration_from_a_gateway_that_cannot_start_the_board_is_gone_back_from()
    {
        Write("esp32-devkitc", 1883, "");
        byte[] offer = System.Text.Encoding.ASCII.GetBytes("device = esp32-devkitc\nbroker = 127.0.0.1\nsecurity = mutual\n");
        Assert.Null(new ConfigurationStore(new FolderStorage(_flash)).TryOffer(offer, 0, offer.Length, "esp32-devkitc"));
        var power = new CountingPower();
        for (int start = 0; start < 3; start++)
        {
            Assert.Null(Station(power));
            Assert.Equal(start + 1, power.Restarts);
        }

        NodeApp? app = Station(power);
        Assert.NotNull(app);
        app.Stop(1000);
    }

    private static MosquittoClient Gateway(int port, System.Collections.Concurrent.ConcurrentQueue<byte[]> evidence)
    {
        var client = new MosquittoClient(new MosquittoOptions { Host = "127.0.0.1", Port = port, ClientId = "gateway" });
        client.Connected += _ => client.Subscribe("aiot/v1/up/+/evidence", 1);
        client.MessageReceived += message => evidence.Enqueue(message.Payload);
        client.Start();
        return client;
    }

    private static async Task<byte[]> NextAsync(System.Collections.Concurrent.ConcurrentQueue<byte[]> evidence, NodeApp app)
    {
        for (int i = 0; i < 400; i++)
        {
            if (evidence.TryDequeue(out byte[]? token))
            {
                return token;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"no evidence came: {app.Uplink.LastFailure}");
    }

    private static byte[] Challenge(uint id, byte[] nonce)
    {
        byte[] buffer = new byte[128];
        var challenge = new Challenge { Id = id, NonceLength = nonce.Length };
        nonce.CopyTo(challenge.Nonce, 0);
        return buffer[..challenge.Encode(buffer, 0)];
    }

    private static EvidenceClaims Claims(byte[] token, DeviceIdentity identity)
    {
        var message = new CoseMessage();
        Assert.True(message.TryRead(token, 0, token.Length, CoseLimits.Mac0Tag), message.Reason);
        Assert.True(CoseMac0.Verify(message, new SoftwareKeyProvider(identity.Key), null));
        var claims = new EvidenceClaims();
        Assert.True(claims.TryDecode(message.Buffer, message.PayloadOffset, message.PayloadLength), claims.Reason);
        return claims;
    }

    private void Write(string name, int port, string more)
        => File.WriteAllText(Path.Combine(_flash, "node.conf"), $"device = {name}\nbroker = localhost\nport = {port}\n{more}");

    private DeviceIdentity Identify()
    {
        var identity = new DeviceIdentity
        {
            Ueid = [EvidenceClaim.RandomUeid, .. System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)],
            OemId = new byte[EvidenceClaim.OemIdBytes],
            Key = System.Security.Cryptography.RandomNumberGenerator.GetBytes(SoftwareKeyProvider.KeyBytes),
        };
        byte[] bytes = new byte[DeviceIdentity.MostBytes];
        File.WriteAllBytes(Path.Combine(_flash, DeviceIdentity.FileName), bytes[..identity.Encode(bytes)]);
        return identity;
    }

    private NodeApp Build(string name, out Iis3dwbPart part)
    {
        EntryPointBench.Fit(new BoardCatalog([TestData.InRepository("boards")]).Find(name), out part);
        return Programs[name](_flash) ?? throw new InvalidOperationException("the board did not come up");
    }

    private NodeApp? Station(IPower power)
    {
        var clock = new SystemHardwareClock();
        SimulatedHardware.Current = new SimulatedHardware(clock);
        SimulatedHardware.Current.AttachSpi(1, 5, new Iis3dwbPart(clock, new FunctionMotion(_ => (0, 0, 1))));
        var time = new Sensing.SystemClock();
        var part = new Sensing.Iis3dwb(System.Device.Spi.SpiDevice.Create(Sensing.Iis3dwb.Settings(1, 5, 8_000_000)), time, Sensing.Iis3dwbRange.G16, Sensing.Axis.Z);
        return Platform.Station.Build(_flash, "esp32-devkitc", part, new Sensing.PollSignal(time, 2), time, power);
    }

    private sealed class CountingPower : IPower
    {
        public int Restarts { get; private set; }

        public void Restart() => Restarts++;

        public void DeepSleep(int seconds) => throw new NotSupportedException();
    }
}
