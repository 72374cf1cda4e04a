using System;
using AIoT.Embedded.Replay;
using Memory = nanoFramework.Runtime.Native.GC;

namespace AIoT.Embedded.Calibration
{
    /// <summary>Times each mix: loops are doubled until a run takes long enough for the clock, then the shortest of many short runs counts: a PC or a
    /// radio stack that takes the processor away now and then leaves some of them whole.</summary>
    public sealed class CalibrationRun
    {
        private const int EnoughMicroseconds = 4000;
        private const int MostLoops = 1 << 24;
        private const int Runs = 21;
        private readonly LineWriter _lines;

        /// <summary>Reports to the link.</summary>
        public CalibrationRun(HilLink link)
        {
            _lines = new LineWriter(link);
        }

        /// <summary>Greeting, a line a mix, the held-out work, sentinel.</summary>
        public void Run()
        {
            int failed = 0;
            try
            {
                _lines.Write(Greeting.Of("calibration"));
                for (int i = 0; i < OpcodeMixes.Count; i++)
                {
                    Time(OpcodeMixes.Name(i), i, null);
                }

                Time("held-out", -1, new HeldOut());
            }
            catch (Exception error)
            {
                failed++;
                _lines.Write("fault " + error.GetType().Name + ": " + error.Message);
            }

            _lines.Write("end 0 " + failed.ToString());
        }

        private static long Once(int index, HeldOut work, int loops)
        {
            long start = DateTime.UtcNow.Ticks;
            if (work != null)
            {
                work.Run(loops);
            }
            else
            {
                OpcodeMixes.Run(index, loops);
            }

            return (DateTime.UtcNow.Ticks - start) / 10;
        }

        private void Time(string name, int index, HeldOut work)
        {
            int loops = work == null ? 64 : 1;
            Once(index, work, loops);
            while (loops < MostLoops && Once(index, work, loops) < EnoughMicroseconds)
            {
                loops *= 2;
            }

            // Rubbish of the mixes before must not be collected in this one's time.
            Memory.Run(false);
            long best = long.MaxValue;
            for (int i = 0; i < Runs; i++)
            {
                long took = Once(index, work, loops);
                best = took < best ? took : best;
            }

            _lines.Write("time " + name + " " + loops.ToString() + " " + best.ToString());
        }
    }
}
