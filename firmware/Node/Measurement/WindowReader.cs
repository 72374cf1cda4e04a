using System;
using AIoT.Embedded.Sensing;
using AIoT.Embedded.Signal;

namespace AIoT.Embedded.Node
{
    /// <summary>
    /// Cuts a sensor's stream into a recipe's windows: decimates, keeps the overlap, passes over what lies between windows. Allocates nothing
    /// after construction.
    /// </summary>
    public sealed class WindowReader
    {
        private const int RawBlock = 128;
        private readonly ISampleSource _source;
        private readonly IRestartableSource _restartable;
        private readonly Decimator _decimator;
        private readonly int _factor;
        private readonly int _length;
        private readonly int _hop;
        private readonly short[] _raw;
        private readonly short[] _samples;
        private int _filled;
        private int _drop;
        private int _gapLeft;

        /// <summary>Prepares for a sensor.</summary>
        /// <exception cref="ArgumentException">The sensor's rate does not suit the recipe.</exception>
        public WindowReader(ISampleSource source, FeatureRecipe recipe)
        {
            _source = source;
            _restartable = source as IRestartableSource;
            _factor = recipe.DecimationFor(source.SampleRateHz);
            if (_factor == 0)
            {
                throw new ArgumentException(
                    "the sensor gives " + source.SampleRateHz.ToString() + " samples per second and the model's recipe wants " + (recipe.SampleRateMilliHz / 1000).ToString());
            }

            _decimator = _factor == 1 ? null : new Decimator(_factor);
            _length = recipe.WindowLength;
            _hop = recipe.Hop;
            _raw = _factor == 1 ? null : new short[RawBlock];
            _samples = new short[_length];
        }

        /// <summary>The window.</summary>
        public short[] Samples
        {
            get { return _samples; }
        }

        /// <summary>Samples per second of a window.</summary>
        public int SampleRateHz
        {
            get { return _source.SampleRateHz / _factor; }
        }

        /// <summary>Samples per 1000 seconds of a window.</summary>
        public int SampleRateMilliHz
        {
            get { return (int)((long)_source.SampleRateHz * 1000 / _factor); }
        }

        /// <summary>True when samples were lost inside the window.</summary>
        public bool HasGap
        {
            get { return _gapLeft > 0; }
        }

        /// <summary>Waits for the next window.</summary>
        /// <returns>False when the sensor has failed; what was read is dropped.</returns>
        public bool TryRead()
        {
            if (_drop > 0)
            {
                // The hop of the window before: its samples go only now, because they were the caller's until now.
                if (!TryDrop())
                {
                    return Fail();
                }
            }

            if (_filled == 0 && _restartable != null && _restartable.IsBehind && !TryBegin())
            {
                return Fail();
            }

            if (!TryFill(_length))
            {
                return Fail();
            }

            _drop = _hop;
            return true;
        }

        /// <summary>The window shares no samples with the one before: what was lost in between is no gap in it.</summary>
        private bool TryBegin()
        {
            if (_decimator != null)
            {
                _decimator.Reset();
            }

            return _restartable.Restart();
        }

        private bool Fail()
        {
            _filled = 0;
            _drop = 0;
            _gapLeft = 0;
            if (_decimator != null)
            {
                _decimator.Reset();
            }

            return false;
        }

        private bool TryDrop()
        {
            while (_drop > 0)
            {
                if (_filled == 0 && !TryFill(_drop < _length ? _drop : _length))
                {
                    return false;
                }

                int count = _drop < _filled ? _drop : _filled;
                _filled -= count;
                _drop -= count;
                _gapLeft = _gapLeft > count ? _gapLeft - count : 0;
                Array.Copy(_samples, count, _samples, 0, _filled);
            }

            return true;
        }

        private bool TryFill(int needed)
        {
            while (_filled < needed)
            {
                if (_factor == 1)
                {
                    int count = needed - _filled;
                    if (!_source.TryRead(_samples, _filled, count))
                    {
                        return false;
                    }

                    _filled += count;
                }
                else
                {
                    int wanted = (needed - _filled) * _factor;
                    int count = wanted < RawBlock ? wanted : RawBlock;
                    if (!_source.TryRead(_raw, 0, count))
                    {
                        return false;
                    }

                    _filled += _decimator.Process(_raw, 0, count, _samples, _filled);
                }

                if ((_source.TakeFlags() & SampleFlags.Gap) != 0)
                {
                    _gapLeft = _filled;
                }
            }

            return true;
        }
    }
}
