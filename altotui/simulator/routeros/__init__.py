"""A simulated RouterOS behind one router: its menus, its state, its scripts, its errors."""
