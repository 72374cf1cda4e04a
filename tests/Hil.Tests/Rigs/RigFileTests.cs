using AIoT.Embedded.Hil.Rigs;
using AIoT.Embedded.Tests.Common;

namespace AIoT.Embedded.Hil.Tests.Rigs;

/// <summary>What is wrong in a rig file is said in one line: file, line, key, remedy.</summary>
public sealed class RigFileTests
{
    private const string Serial = "name: bench-1\ntarget: serial\nport: /dev/ttyUSB0\n";

    [Theory]
    [InlineData("", "line 1", "no keys")]
    [InlineData("- a\n- b\n", "line 1", "no keys")]
    [InlineData("name: a\ntarget: [serial\n", "line", "no YAML")]
    [InlineData("target: virtual\n", "'name'", "is missing; write for instance name: bench-1")]
    [InlineData("name: Bench 1\ntarget: virtual\n", "line 1, 'name'", "a-z, 0-9 and hyphens")]
    [InlineData("name: a\ntarget: usb\n", "line 2, 'target'", "write virtual, nanoclr, serial")]
    [InlineData("name: a\ntarget: virtual\nbuad: 1\n", "line 3, 'buad'", "unknown key")]
    [InlineData(Serial + "buad: 9600\n", "line 4, 'buad'", "did you mean 'baud'?")]
    [InlineData(Serial + "baud: fast\n", "line 4, 'baud'", "no number")]
    [InlineData(Serial + "baud: 12345\n", "line 4, 'baud'", "write one of 9600")]
    [InlineData(Serial + "attempts: 2.5\n", "line 4, 'attempts'", "no whole number")]
    [InlineData(Serial + "stream: maybe\n", "line 4, 'stream'", "neither true nor false")]
    [InlineData(Serial + "flash: nanoff\n", "line 4, 'flash'", "is no list")]
    [InlineData(Serial + "flash: [nanoff, '{image}']\n", "'image'", "is missing")]
    [InlineData(Serial + "reset:\n  by: button\n", "line 5, 'reset.by'", "write rts, dtr, command, none")]
    [InlineData(Serial + "reset:\n  by: command\n", "'reset.command'", "is missing")]
    [InlineData(Serial + "gates:\n  timePercent: -3\n", "line 5, 'gates.timePercent'", "0 to 10000")]
    [InlineData(Serial + "gates:\n  speed: 3\n", "line 5, 'gates.speed'", "unknown key")]
    [InlineData("name: a\ntarget: serial\n", "'port'", "is missing")]
    [InlineData("name: a\ntarget: nanoclr\nlaunch: ['{interpreter}', '{assemblies}']\n", "'assemblies'", "in dependency order")]
    [InlineData("name: a\ntarget: nanoclr\nassemblies: [a.pe]\nlaunch: [x]\n", "line 4, 'launch'", "{assemblies}")]
    [InlineData("{\"name\": \"a\",\n \"target\": \"serial\",\n \"port\": \"/dev/x\",\n \"baud\": true}", "line 4, 'baud'", "no number")]
    public void A_wrong_file_is_refused_with_line_key_and_remedy(string text, string where, string what)
    {
        HilException error = Assert.Throws<HilException>(() => RigFile.Parse("rigs/x.yaml", text));
        Assert.StartsWith("rigs/x.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains(where, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_serial_rig_is_read_with_everything()
    {
        Rig rig = RigFile.Parse("/rigs/x.yaml", Serial + """
            baud: 921600
            image: out/app.bin
            flash: [nanoff, --serialport, "{port}", --image, "{image}"]
            reset: {by: rts}
            attempts: 3
            idleSeconds: 12.5
            expectTarget: ESP32_REV3
            gates: {timePercent: 20, memoryPercent: 5, timeFloorMicroseconds: 100}
            history: h.jsonl
            """);
        Assert.Equal(("bench-1", TargetKind.Serial, "/dev/ttyUSB0", 921600), (rig.Name, rig.Target, rig.Port, rig.Baud));
        Assert.Equal(("/rigs/out/app.bin", ResetKind.Rts, 3, 12.5), (rig.Image, rig.Reset, rig.Attempts, rig.IdleLimit.TotalSeconds));
        Assert.Equal((20.0, 5.0, 100L, "/rigs/h.jsonl"), (rig.TimeGatePercent, rig.MemoryGatePercent, rig.TimeFloorMicroseconds, rig.History));
        Assert.Equal("/dev/ttyUSB0", rig.Lock);
    }

    [Fact]
    public void The_same_rig_reads_from_JSON()
    {
        Rig rig = RigFile.Parse("/rigs/x.json", "{\"name\": \"j\", \"target\": \"serial\", \"port\": \"/dev/x\", \"baud\": 460800, \"reset\": {\"by\": \"dtr\"}}");
        Assert.Equal((460800, ResetKind.Dtr), (rig.Baud, rig.Reset));
    }

    [Fact]
    public void The_shipped_rigs_are_good()
    {
        foreach (string file in Directory.EnumerateFiles(TestData.InRepository("hil/rigs")).Where(file => file.EndsWith(".yaml", StringComparison.Ordinal)))
        {
            Assert.Equal(Path.GetFileNameWithoutExtension(file), RigFile.Read(file).Name);
        }
    }
}
