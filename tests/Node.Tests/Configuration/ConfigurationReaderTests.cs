using System.Text;
using AIoT.Embedded.Tests.Common;
using AIoT.Embedded.Wire;

namespace AIoT.Embedded.Node.Tests.Configurations;

public sealed class ConfigurationReaderTests
{
    private const string Least = "device = fan-1\nbroker = gw\n";

    [Fact]
    public void Every_setting_is_read()
    {
        const string text = """
            # pump house, sensor 2
            device = pump-2
            broker=gateway.local
              port = 8883
            security = mutual
            user = u
            password = p=q
            sensor = 2
            keep-alive = 60
            back-off = 120

            period = 60
            windows-awake = 10
            sleep = 300
            linger = 20
            health = 30
            watchdog = 240
            capture = request
            smoothing = 3
            warning = 10000
            alarm = 20000
            hysteresis = 1000
            raise = 4
            lower = 8
            stale = 12
            bpfo = 3.5721
            bpfi = 5.4
            bsf = 2
            ftf = 0.39
            rpm = 1480
            baseline = 600
            baseline-floor = 20
            baseline-scale = 9
            baseline-weighs = no
            """;
        byte[] bytes = Encoding.ASCII.GetBytes(text.ReplaceLineEndings("\r\n"));
        var reader = new ConfigurationReader();
        NodeConfiguration? c = reader.TryRead(bytes, 0, bytes.Length);
        Assert.True(c is not null, reader.Reason);
        Assert.Equal(("pump-2", "gateway.local", 8883, LinkSecurity.Mutual, "u", "p=q", 2, 60, 120), (c.Device, c.Broker, c.Port, c.Security, c.User, c.Password, c.Sensor, c.KeepAliveSeconds, c.BackOffSeconds));
        Assert.Equal((60, 10, 300, 20, 30, 240, CaptureMode.Request), (c.PeriodSeconds, c.WindowsAwake, c.SleepSeconds, c.LingerSeconds, c.HealthSeconds, c.WatchdogSeconds, c.Capture));
        Assert.Equal((3, 10000, 20000, 1000, 4, 8, 12), (c.Decision.SmoothingShift, c.Decision.WarningScore, c.Decision.AlarmScore, c.Decision.Hysteresis, c.Decision.RaiseWindows, c.Decision.LowerWindows, c.Decision.StaleWindows));
        Assert.Equal(((int)Math.Round(3.5721 * 65536), (int)Math.Round(5.4 * 65536), 131072, (int)Math.Round(0.39 * 65536), 24666), (c.Machine.BpfoQ16, c.Machine.BpfiQ16, c.Machine.BsfQ16, c.Machine.FtfQ16, c.Machine.ShaftSpeedMilliHz));
        Assert.Equal((600, 20, 9, false), (c.BaselineWindows, c.BaselineFloor, c.BaselineScale, c.BaselineWeighs));
        Assert.Equal(bytes, c.Bytes);
    }

    [Theory]
    [InlineData("", "1024 bytes")]
    [InlineData("broker = gw", "device: it is missing")]
    [InlineData("device = fan-1", "broker: it is missing")]
    [InlineData("device = Fan 1\nbroker = gw", "line 1: device")]
    [InlineData(Least + "period = 86401", "line 3: period: 0 to 86400")]
    [InlineData(Least + "period = -1", "line 3: period: 0 to 86400")]
    [InlineData(Least + "period = 1e3", "line 3: period: 0 to 86400")]
    [InlineData(Least + "period = 99999999999999999999", "line 3: period: 0 to 86400")]
    [InlineData(Least + "period =", "line 3")]
    [InlineData(Least + "period", "line 3: it is not name = value")]
    [InlineData(Least + "perod = 1", "line 3: there is no setting perod")]
    [InlineData(Least + "device = fan-1", "line 3: device: it is given twice")]
    [InlineData(Least + "port = 0", "port: 1 to 65535")]
    [InlineData(Least + "port = 65536", "port: 1 to 65535")]
    [InlineData(Least + "security = tls", "security: none, server or mutual")]
    [InlineData(Least + "watchdog = 59", "watchdog: 0, or 60 to 3600")]
    [InlineData(Least + "warning = 30000\nalarm = 20000", "alarm: it is below warning")]
    [InlineData(Least + "hysteresis = 16384", "hysteresis: it is not below warning")]
    [InlineData(Least + "alarm = 32769", "alarm: 1 to 32768")]
    [InlineData(Least + "bpfo = 0", "bpfo: 0.01 to 64")]
    [InlineData(Least + "bpfo = 64.0001", "bpfo: 0.01 to 64")]
    [InlineData(Least + "bpfo = 3.57215", "bpfo: 0.01 to 64")]
    [InlineData(Least + "bpfo = 3..5", "bpfo: 0.01 to 64")]
    [InlineData(Least + "rpm = 0", "rpm: 1 to 60000")]
    [InlineData(Least + "password = x", "password: there is no user")]
    [InlineData(Least + "user = \u00fc", "line 3")]
    [InlineData(Least + "baseline-weighs = maybe", "baseline-weighs: no or yes")]
    public void An_absurd_configuration_is_refused_by_name_and_range(string text, string reason)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        var reader = new ConfigurationReader();
        Assert.Null(reader.TryRead(bytes, 0, bytes.Length));
        Assert.Contains(reason, reader.Reason, StringComparison.Ordinal);
        Assert.InRange(reader.Reason.Length, 1, WireLimits.ReasonLength);
    }

    [Fact]
    public void Text_that_is_damaged_at_random_is_refused_or_keeps_every_range()
    {
        var random = new Random(TestData.Seed);
        byte[] whole = Encoding.ASCII.GetBytes(Least + "period = 60\nalarm = 24576\nbpfo = 3.57\nsleep = 600\nwatchdog = 180\nsecurity = server\nbaseline = 600\n");
        var reader = new ConfigurationReader();
        int taken = 0;
        for (int i = 0; i < (TestData.LongMode ? 1_000_000 : 20_000); i++)
        {
            byte[] bytes = [.. whole];
            for (int edits = random.Next(1, 4); edits > 0; edits--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(random.Next(2) == 0 ? 128 : 256);
            }

            NodeConfiguration? c = reader.TryRead(bytes, 0, random.Next(bytes.Length + 1));
            if (c is null)
            {
                Assert.InRange(reader.Reason.Length, 1, WireLimits.ReasonLength);
                Assert.All(reader.Reason, letter => Assert.InRange(letter, ' ', '~'));
                continue;
            }

            taken++;
            bool sound = Topics.IsDevice(c.Device) && c.Broker.Length > 0 && c.PeriodSeconds is >= 0 and <= 86400 && c.Decision.AlarmScore is >= 16384 and <= 32768
                && c.SleepSeconds is >= 1 and <= 604800 && c.WatchdogSeconds is 0 or (>= 60 and <= 3600) && c.Security is >= 0 and <= 2 && c.BaselineWindows is 0 or (>= 2 and <= 1000000);
            Assert.True(sound, $"seed {TestData.Seed} case {i}");
        }

        Assert.NotEqual(0, taken);
    }
}
