using System.CommandLine;
using System.Globalization;

namespace AIoT.Embedded.Hil.Demo;

/// <summary>The demo's command line.</summary>
public static class DemoCommand
{
    /// <summary>The root command; running it calls <paramref name="run"/> with what the user asked.</summary>
    public static RootCommand Build(Func<DemoOptions, CancellationToken, Task<int>> run)
    {
        Option<bool> headless = new("--headless") { Description = "No live table on the console; everything else runs the same." };
        Option<double?> seconds = new("--seconds") { Description = "Wall seconds to run; without it until Ctrl-C." };
        Option<double> speed = new("--speed") { Description = "Machine seconds in a wall second, 0.1 to 20.", DefaultValueFactory = _ => 1 };
        Option<long> seed = new("--seed") { Description = "Fixes the simulated machines.", DefaultValueFactory = _ => 1 };
        Option<string?> report = new("--report") { Description = "Write the outcome as JSON to this file." };
        Option<string?> broker = new("--broker") { Description = "HOST:PORT of an MQTT broker to use instead of a private Mosquitto." };
        Option<string?> data = new("--data") { Description = "A folder of recordings (or FILE with --faulty) to measure instead of the simulation: MAT v5, WAV, CSV." };
        Option<string?> healthy = new("--healthy") { Description = "The recording of a good bearing, when the folder's names do not tell." };
        Option<string?> faulty = new("--faulty") { Description = "The recording of the damaged bearing, when the folder's names do not tell." };
        Option<double?> rate = new("--rate") { Description = "Sampling rate of recordings that do not say it, in Hz." };
        Option<string?> axis = new("--axis") { Description = "Axis of the recordings, by name or index." };
        Option<double?> rpm = new("--rpm") { Description = "Shaft speed of the recordings, when their names do not tell." };
        Option<string?> bearing = new("--bearing") { Description = "Bearing of the recordings: 6205, ER-10K, or BALLS:RATIO." };
        Option<int> port = new("--port") { Description = "Port of the page on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 0 };
        Option<string?> keep = new("--keep") { Description = "Keep stores, database and logs in this folder." };
        Option<string?> drill = new("--drill") { Description = "Kill processes on the way: NAME@SECONDS,... with broker, gateway, pump-1, pump-2, fan-1." };
        Option<int> kills = new("--kills") { Description = "Kill so many processes, one after the other as fast as they recover, then let everything arrive, and end; the seed fixes whom, and how soon.", DefaultValueFactory = _ => 0 };
        Option<bool> stranger = new("--stranger") { Description = "A board more, that nobody has enrolled: it reports a failing bearing on the pump. Its readings are kept and shown, and count for nothing." };
        RootCommand root = new("Two machines, three virtual boards and the gateway: raw vibration to a decision, from one command.")
        {
            headless, seconds, speed, seed, report, broker, data, healthy, faulty, rate, axis, rpm, bearing, port, keep, drill, kills, stranger,
        };
        root.SetAction((parsed, cancel) => run(
            Checked(new DemoOptions
            {
                Headless = parsed.GetValue(headless),
                Seconds = parsed.GetValue(seconds),
                Speed = parsed.GetValue(speed),
                Seed = parsed.GetValue(seed),
                Report = parsed.GetValue(report),
                Broker = parsed.GetValue(broker),
                Data = parsed.GetValue(data),
                Healthy = parsed.GetValue(healthy),
                Faulty = parsed.GetValue(faulty),
                RateHz = parsed.GetValue(rate),
                Axis = parsed.GetValue(axis),
                Rpm = parsed.GetValue(rpm),
                Bearing = parsed.GetValue(bearing),
                Port = parsed.GetValue(port),
                Keep = parsed.GetValue(keep),
                Drill = DrillStep.Parse(parsed.GetValue(drill)),
                Kills = parsed.GetValue(kills),
                Stranger = parsed.GetValue(stranger),
            }),
            cancel));
        return root;
    }

    private static DemoOptions Checked(DemoOptions options)
    {
        if (options.Seconds is { } seconds && !(seconds > 0 && seconds < 1e7))
        {
            throw new DemoException(string.Create(CultureInfo.InvariantCulture, $"--seconds: {seconds} is no time to run; give seconds above 0"));
        }

        if (!(options.Speed is >= 0.1 and <= 20))
        {
            throw new DemoException(string.Create(CultureInfo.InvariantCulture, $"--speed: {options.Speed} is out of range; give 0.1 to 20"));
        }

        if (options.Kills is < 0 or > 100_000)
        {
            throw new DemoException($"--kills: {options.Kills} is out of range; give 0 to 100000");
        }

        if (options.Kills > 0 && options.Broker is not null)
        {
            throw new DemoException("--kills: a broker that is given can't be killed; leave --broker out");
        }

        if (options.Port is < 0 or > 65535)
        {
            throw new DemoException($"--port: {options.Port} is no port; give 0 to 65535");
        }

        if (options.Broker is not null && !(options.Broker.Split(':') is [{ Length: > 0 }, var port] && int.TryParse(port, out int number) && number is > 0 and < 65536))
        {
            throw new DemoException($"--broker: '{options.Broker}' is not HOST:PORT; write for instance 127.0.0.1:1883");
        }

        if (options.Report is not null && Directory.Exists(options.Report))
        {
            throw new DemoException($"{options.Report}: is a folder; name a file for --report");
        }

        return options;
    }
}
